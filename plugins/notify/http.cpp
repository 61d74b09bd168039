// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <mutex>
#include <utility>

namespace vqa {
namespace {

constexpr long kMostRedirects = 5;

std::size_t take_body(char* data, std::size_t, std::size_t size, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + size > HttpClient::kMostOfAnAnswer) return 0;  // ends the transfer
  body.append(data, size);
  return size;
}

}  // namespace

struct HttpClient::Curl {
  CURL* easy = nullptr;
  CURLM* multi = nullptr;
  curl_slist* headers = nullptr;
  char error[CURL_ERROR_SIZE] = "";
};

HttpClient::HttpClient() : curl_(std::make_unique<Curl>()) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  curl_->easy = curl_easy_init();
  curl_->multi = curl_multi_init();
}

HttpClient::~HttpClient() {
  curl_slist_free_all(curl_->headers);
  curl_easy_cleanup(curl_->easy);
  curl_multi_cleanup(curl_->multi);
}

void HttpClient::give_up() {
  given_up_ = true;
  curl_multi_wakeup(curl_->multi);
}

void HttpClient::prepare(const HttpRequest& request) {
  CURL* easy = curl_->easy;
  const auto set = [easy](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
  curl_easy_reset(easy);  // keeps the connection
  curl_slist_free_all(std::exchange(curl_->headers, nullptr));
  for (const auto& header : request.headers) {
    curl_->headers = curl_slist_append(curl_->headers, header.c_str());
  }
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_POST, 1L);
  const bool is_post = request.method == "POST";
  if (!is_post) set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  set(CURLOPT_POSTFIELDS, request.body.data());
  set(CURLOPT_HTTPHEADER, curl_->headers);
  set(CURLOPT_USERAGENT, "vqa");
  set(CURLOPT_ERRORBUFFER, curl_->error);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // waits for no name server when it is given up
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(kConnectWithin / std::chrono::milliseconds(1)));
  const auto to_send = std::chrono::milliseconds(request.body.size() / kSlowest);
  set(CURLOPT_TIMEOUT_MS,
      static_cast<long>((kAnswerWithin + to_send) / std::chrono::milliseconds(1)));
  // A redirect may lead to TLS, but not out of it.
  const bool is_safe = request.url.starts_with("https:");
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, is_safe ? "https" : "http,https");
  set(CURLOPT_FOLLOWLOCATION, is_post ? 1L : 0L);
  set(CURLOPT_POSTREDIR, static_cast<long>(CURL_REDIR_POST_ALL));  // with its body
  set(CURLOPT_MAXREDIRS, kMostRedirects);
  if (!request.bearer.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    set(CURLOPT_XOAUTH2_BEARER, request.bearer.c_str());
  }
  if (!request.aws_signature.empty()) {
    set(CURLOPT_AWS_SIGV4, request.aws_signature.c_str());
    set(CURLOPT_USERNAME, request.aws_id.c_str());
    set(CURLOPT_PASSWORD, request.aws_secret.c_str());
  }
}

HttpAnswer HttpClient::send(const HttpRequest& request) {
  HttpAnswer answer;
  if (given_up_) {
    answer.error = "given up";
    return answer;
  }
  prepare(request);
  curl_->error[0] = '\0';
  curl_easy_setopt(curl_->easy, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl_->easy, CURLOPT_WRITEDATA, &answer.body);
  curl_multi_add_handle(curl_->multi, curl_->easy);
  int running = 1;
  while (running > 0 && !given_up_) {
    if (curl_multi_perform(curl_->multi, &running) != CURLM_OK) break;
    if (running > 0) curl_multi_poll(curl_->multi, nullptr, 0, 1000, nullptr);
  }
  CURLcode result = CURLE_ABORTED_BY_CALLBACK;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(curl_->multi, &left)) {
    if (message->msg == CURLMSG_DONE) result = message->data.result;
  }
  // Whoever says that it is taken, and then talks without end, has taken it.
  curl_easy_getinfo(curl_->easy, CURLINFO_RESPONSE_CODE, &answer.status);
  const bool too_much = result == CURLE_WRITE_ERROR;
  if (result != CURLE_OK && !too_much) {
    answer.status = 0;
    answer.error = curl_->error[0] != '\0' ? curl_->error : curl_easy_strerror(result);
  }
  curl_off_t seconds = 0;
  curl_easy_getinfo(curl_->easy, CURLINFO_RETRY_AFTER, &seconds);
  answer.retry_after = std::chrono::seconds(std::clamp<curl_off_t>(seconds, 0, 86'400));
  curl_multi_remove_handle(curl_->multi, curl_->easy);
  return answer;
}

}  // namespace vqa
