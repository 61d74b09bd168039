// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gio/gio.h>

#include <functional>
#include <string>

namespace vqa::fleet {

struct Answer {
  int status = 200;
  std::string text;
};

/// Answers GET requests in the main loop. Small on purpose: for probes and for Prometheus.
class HttpService {
 public:
  using Respond = std::function<Answer(const std::string& path)>;

  /// `address` is "[ADDRESS]:PORT"; empty, and `problem` says why, if nobody can listen there.
  HttpService(const std::string& address, Respond respond, std::string& problem);
  ~HttpService();
  HttpService(const HttpService&) = delete;
  HttpService& operator=(const HttpService&) = delete;

  int port() const { return port_; }

 private:
  struct Visit;
  void answer(Visit& visit) const;

  const Respond respond_;
  GSocketService* service_;
  int port_ = 0;
};

}  // namespace vqa::fleet
