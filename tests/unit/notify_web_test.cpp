// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "notify/http.h"
#include "notify/secret.h"
#include "notify/web_address.h"
#include "support/temp_dir.h"

namespace vqa {
namespace notify_web_test {

using Outcome = Delivery::Outcome;

TEST(WebAddress, KeepsItsOptionsToItself) {
  const auto parsed =
      WebAddress::parse("https://host:1/path?q=1#token=A&refresh=5", "token refresh");
  const auto& address = std::get<WebAddress>(parsed);
  std::string missing;
  EXPECT_EQ(address.url(missing), "https://host:1/path?q=1");
  EXPECT_EQ(address.option("token"), "A");
  EXPECT_EQ(address.option("refresh"), "5");
  EXPECT_EQ(address.option("other"), "");
}

TEST(WebAddress, PutsSecretsInPlaceAndNamesTheMissingOne) {
  ::setenv("VQA_TEST_HOOK", "s3cr3t", 1);
  const auto parsed = WebAddress::parse("https://host/{VQA_TEST_HOOK}/{VQA_TEST_NONE}", "");
  const auto& address = std::get<WebAddress>(parsed);
  std::string missing;
  EXPECT_EQ(address.url(missing), std::nullopt);
  EXPECT_EQ(missing, "VQA_TEST_NONE");
  ::setenv("VQA_TEST_NONE", "x", 1);
  EXPECT_EQ(address.url(missing), "https://host/s3cr3t/x");
  EXPECT_EQ(address.name().find("s3cr3t"), std::string::npos);
  ::unsetenv("VQA_TEST_HOOK");
  ::unsetenv("VQA_TEST_NONE");
}

TEST(WebAddress, SaysWhatIsWrongAndNoSecret) {
  const struct {
    const char *uri, *says;
  } kBad[] = {{"https://", "names no host"},
              {"http://:80/x", "names no host"},
              {"https://user:s3cr3t@host/", "does not belong into the address of https://host"},
              {"https://host/?key=s3cr3t#tokn=A", "\"#tokn\" means nothing behind https://host"},
              {"https://host/#token", "known are, as #key=value: token"},
              {"https://host/#token=", "known are, as #key=value: token"}};
  for (const auto& [uri, says] : kBad) {
    const auto parsed = WebAddress::parse(uri, "token");
    const auto* bad = std::get_if<BadTarget>(&parsed);
    ASSERT_NE(bad, nullptr) << uri;
    EXPECT_NE(bad->problem.find(says), std::string::npos) << bad->problem;
    EXPECT_EQ(bad->problem.find("s3cr3t"), std::string::npos) << bad->problem;
  }
}

TEST(Secret, IsReadAnewFromItsFile) {
  const test::TempDir dir;
  const std::string path = dir.path("token");
  ::setenv("VQA_TEST_SECRET_FILE", path.c_str(), 1);
  EXPECT_EQ(secret("VQA_TEST_SECRET"), std::nullopt);
  std::ofstream(path) << "one \r\nmore\n";
  EXPECT_EQ(secret("VQA_TEST_SECRET"), "one");
  std::ofstream(path) << "two";
  EXPECT_EQ(secret("VQA_TEST_SECRET"), "two");
  ::unsetenv("VQA_TEST_SECRET_FILE");
  EXPECT_NE(no_secret("X").find("X_FILE"), std::string::npos);
}

TEST(HttpJudge, KnowsWhatIsWorthAnotherTry) {
  const auto outcome = [](long status) { return judge({.status = status}, "it").outcome; };
  for (const long status : {200L, 201L, 204L, 299L}) EXPECT_EQ(outcome(status), Outcome::delivered);
  for (const long status : {0L, 100L, 304L, 408L, 429L, 500L, 503L, 999L})
    EXPECT_EQ(outcome(status), Outcome::retry) << status;
  for (const long status : {400L, 401L, 404L, 410L, 413L, 499L})
    EXPECT_EQ(outcome(status), Outcome::refused) << status;
  const Delivery busy = judge({.status = 429, .retry_after = std::chrono::seconds(7)}, "it");
  EXPECT_EQ(busy.retry_after, std::chrono::seconds(7));
  EXPECT_NE(judge({.status = 401}, "it").problem.find("check its token"), std::string::npos);
  EXPECT_NE(judge({.error = "no route"}, "it").problem.find("Cannot reach it: no route"),
            std::string::npos);
}

}  // namespace notify_web_test
}  // namespace vqa
