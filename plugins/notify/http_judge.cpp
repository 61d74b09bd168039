// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/http.h"

namespace vqa {
namespace {

const char* remedy(long status) {
  switch (status) {
    case 401:
    case 403:
      return "check its token or keys";
    case 404:
    case 405:
    case 410:
      return "check the address";
    case 413:
      return "it takes no body of that size";
    case 429:
      return "it is asked too often";
    default:
      return status >= 500 ? "look at its log" : "it does not take what it got";
  }
}

}  // namespace

Delivery judge(const HttpAnswer& answer, const std::string& name) {
  using Outcome = Delivery::Outcome;
  if (answer.status >= 200 && answer.status < 300) return {};
  if (answer.status == 0) {
    return {.outcome = Outcome::retry,
            .problem = "Cannot reach " + name + ": " + answer.error + " (will be tried again)"};
  }
  const bool refused =
      answer.status >= 400 && answer.status < 500 && answer.status != 408 && answer.status != 429;
  return {.outcome = refused ? Outcome::refused : Outcome::retry,
          .problem = name + " answers " + std::to_string(answer.status) + " (" +
                     remedy(answer.status) + (refused ? "; given up)" : "; will be tried again)"),
          .retry_after = answer.retry_after};
}

}  // namespace vqa
