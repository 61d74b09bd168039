// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "notify/target.h"

namespace vqa {

struct HttpRequest {
  std::string method = "POST";
  std::string url{};
  std::vector<std::string> headers{};
  std::string body{};
  std::string bearer{};         ///< token; not sent on to where another host redirects
  std::string aws_signature{};  ///< what curl calls aws_sigv4; how to sign
  std::string aws_id{}, aws_secret{};
};

struct HttpAnswer {
  long status = 0;      ///< 0: none came
  std::string error{};  ///< why
  std::string body{};   ///< its beginning
  std::chrono::milliseconds retry_after{};
};

/// One request at a time, with limits on all that a server may do: how long it takes, where it
/// redirects, how much it answers. TLS is verified.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpAnswer send(const HttpRequest& request);
  /// From any thread: gives up what is under way, and all that follows.
  void give_up();

  static constexpr std::chrono::seconds kConnectWithin{5}, kAnswerWithin{15};
  static constexpr std::size_t kSlowest = 125;  ///< bytes a ms that a body may take beyond that
  static constexpr std::size_t kMostOfAnAnswer = 1 << 16;

 private:
  struct Curl;
  void prepare(const HttpRequest& request);
  std::unique_ptr<Curl> curl_;
  std::atomic<bool> given_up_ = false;
};

/// What an answer means for a delivery to the target of that name: 2xx is delivered; 4xx will not
/// get better by asking again, but for 408 and 429.
Delivery judge(const HttpAnswer& answer, const std::string& name);

}  // namespace vqa
