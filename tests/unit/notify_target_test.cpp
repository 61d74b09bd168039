// SPDX-License-Identifier: LGPL-2.1-or-later
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include "notify/courier.h"
#include "notify/target.h"
#include "support/fake_target.h"

namespace vqa {
namespace notify_target_test {

namespace fs = std::filesystem;
using Outcome = Delivery::Outcome;

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::unique_ptr<Target> target_of(const std::string& uri) {
  auto made = make_target(uri);
  if (auto* bad = std::get_if<BadTarget>(&made)) {
    ADD_FAILURE() << uri << ": " << bad->problem;
    return nullptr;
  }
  return std::get<std::unique_ptr<Target>>(std::move(made));
}

std::string content_of(const fs::path& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

// Takes all that is in a pipe right now.
std::string drain(int fd) {
  std::string all;
  char buffer[65536];
  for (pollfd ready{.fd = fd, .events = POLLIN, .revents = 0};
       ::poll(&ready, 1, 0) > 0 && (ready.revents & POLLIN) != 0;) {
    const auto got = ::read(fd, buffer, sizeof buffer);
    if (got <= 0) break;
    all.append(buffer, static_cast<std::size_t>(got));
  }
  return all;
}

class TargetTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "vqa-target-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
  }
  void TearDown() override { fs::remove_all(dir_); }

  std::string uri(const std::string& name) const { return "file://" + (dir_ / name).string(); }
  std::string content(const std::string& name) const { return content_of(dir_ / name); }

  fs::path dir_;
};

void expect_delivered(Target& target, std::string_view json) {
  const Delivery delivery = target.deliver(json);
  EXPECT_EQ(delivery.outcome, Outcome::delivered) << delivery.problem;
}

std::string problem_of(Target& target) {
  const Delivery delivery = target.deliver("{}");
  EXPECT_EQ(delivery.outcome, Outcome::retry);
  return delivery.problem;
}

TEST_F(TargetTest, MakesTheFileWithTheFirstLine) {
  const auto target = target_of(uri("events.jsonl"));
  EXPECT_FALSE(fs::exists(dir_ / "events.jsonl"));
  expect_delivered(*target, R"({"a":1})");
  expect_delivered(*target, R"({"b":2})");
  EXPECT_EQ(content("events.jsonl"), "{\"a\":1}\n{\"b\":2}\n");
}

TEST_F(TargetTest, AppendsToWhatIsThere) {
  std::ofstream(dir_ / "events.jsonl") << "{\"old\":0}\n";
  expect_delivered(*target_of(uri("events.jsonl")), "{}");
  expect_delivered(*target_of(uri("events.jsonl")), "{}");
  EXPECT_EQ(content("events.jsonl"), "{\"old\":0}\n{}\n{}\n");
}

TEST_F(TargetTest, MendsALineThatWasTornBefore) {
  std::ofstream(dir_ / "events.jsonl") << "{\"old\":0}\n{\"to";
  expect_delivered(*target_of(uri("events.jsonl")), "{}");
  EXPECT_EQ(content("events.jsonl"), "{\"old\":0}\n{\"to\n{}\n");
}

TEST_F(TargetTest, FollowsLogRotation) {
  const auto target = target_of(uri("events.jsonl"));
  expect_delivered(*target, "1");
  fs::rename(dir_ / "events.jsonl", dir_ / "events.jsonl.1");
  expect_delivered(*target, "2");
  fs::remove(dir_ / "events.jsonl");
  expect_delivered(*target, "3");
  EXPECT_EQ(content("events.jsonl.1"), "1\n");
  EXPECT_EQ(content("events.jsonl"), "3\n");
}

TEST_F(TargetTest, SurvivesATruncatedFile) {
  const auto target = target_of(uri("events.jsonl"));
  expect_delivered(*target, "1");
  fs::resize_file(dir_ / "events.jsonl", 0);
  expect_delivered(*target, "2");
  EXPECT_EQ(content("events.jsonl"), "2\n");
}

TEST_F(TargetTest, UnderstandsTheWaysToWriteAFile) {
  const std::string path = (dir_ / "a").string();
  for (const auto& written : {"file://" + path, "file:" + path}) {
    expect_delivered(*target_of(written), "{}");
  }
  EXPECT_EQ(content("a"), "{}\n{}\n");
  expect_delivered(*target_of(uri("with%20blank%2Bplus%25")), "{}");
  EXPECT_EQ(content("with blank+plus%"), "{}\n");
}

TEST_F(TargetTest, TakesRelativePathsFromTheWorkingDirectory) {
  const fs::path before = fs::current_path();
  fs::current_path(dir_);
  expect_delivered(*target_of("file:here.jsonl"), "{}");
  fs::create_directory("sub");
  expect_delivered(*target_of("file:sub/there.jsonl"), "{}");
  fs::current_path(before);
  EXPECT_EQ(content("here.jsonl"), "{}\n");
  EXPECT_EQ(content("sub/there.jsonl"), "{}\n");
}

TEST_F(TargetTest, AMissingDirectoryIsTriedAgainUntilSomebodyMakesIt) {
  const auto target = target_of(uri("sub/events.jsonl"));
  const std::string problem = problem_of(*target);
  EXPECT_TRUE(has(problem, (dir_ / "sub/events.jsonl").string())) << problem;
  EXPECT_TRUE(has(problem, "make its directory")) << problem;
  fs::create_directory(dir_ / "sub");
  expect_delivered(*target, "{}");
  EXPECT_EQ(content("sub/events.jsonl"), "{}\n");
}

TEST_F(TargetTest, ADirectoryInsteadOfAFileIsNamedWithARemedy) {
  fs::create_directory(dir_ / "events");
  const std::string problem = problem_of(*target_of(uri("events")));
  EXPECT_TRUE(has(problem, (dir_ / "events").string())) << problem;
  EXPECT_TRUE(has(problem, "name a file in it")) << problem;
}

// Root, who may write everything, is nobody for a while.
class NotRoot {
 public:
  NotRoot() : is_root_(::geteuid() == 0) {
    if (is_root_) {
      EXPECT_EQ(::seteuid(65534), 0);
    }
  }
  ~NotRoot() {
    if (is_root_) {
      EXPECT_EQ(::seteuid(0), 0);
    }
  }

 private:
  bool is_root_;
};

TEST_F(TargetTest, AFileThatMayNotBeWrittenIsNamedWithARemedy) {
  std::ofstream(dir_ / "events.jsonl").close();
  fs::permissions(dir_ / "events.jsonl", fs::perms::owner_read);
  fs::permissions(dir_, fs::perms::owner_all | fs::perms::others_exec);
  const NotRoot not_root;
  const std::string problem = problem_of(*target_of(uri("events.jsonl")));
  EXPECT_TRUE(has(problem, (dir_ / "events.jsonl").string())) << problem;
  EXPECT_TRUE(has(problem, "permissions")) << problem;
}

TEST(FullDisk, IsTriedAgainAndNamedWithARemedy) {
  const auto target = target_of("file:///dev/full");
  for (int i = 0; i < 3; ++i) {
    const std::string problem = problem_of(*target);
    EXPECT_TRUE(has(problem, "/dev/full")) << problem;
    EXPECT_TRUE(has(problem, "make room")) << problem;
  }
}

class FifoTest : public TargetTest {
 protected:
  void SetUp() override {
    TargetTest::SetUp();
    ASSERT_EQ(::mkfifo((dir_ / "fifo").c_str(), 0600), 0);
  }
  int open_reader() const { return ::open((dir_ / "fifo").c_str(), O_RDONLY | O_NONBLOCK); }
};

TEST_F(FifoTest, WithoutReaderNothingCountsAsDelivered) {
  const auto target = target_of(uri("fifo"));
  const std::string problem = problem_of(*target);
  EXPECT_TRUE(has(problem, (dir_ / "fifo").string())) << problem;
  EXPECT_TRUE(has(problem, "read")) << problem;
  const int reader = open_reader();
  expect_delivered(*target, "{}");
  EXPECT_EQ(drain(reader), "{}\n");
  ::close(reader);
}

// A courier's thread, for only there a reader that goes away is not the end of the process.
TEST_F(FifoTest, AReaderThatGoesAwayAndComesBackLosesNothingThatWasNotYetWritten) {
  test::News news;
  Courier courier(target_of(uri("fifo")), 10, news.tell());
  const int reader = open_reader();
  courier.put(test::notice_of("1"));
  pollfd ready{.fd = reader, .events = POLLIN, .revents = 0};
  ASSERT_EQ(::poll(&ready, 1, 60'000), 1);
  EXPECT_EQ(drain(reader), "1\n");
  ::close(reader);
  courier.put(test::notice_of("2"));
  ASSERT_TRUE(news.wait_for(1));
  EXPECT_FALSE(news.all()[0].works);
  EXPECT_TRUE(has(news.all()[0].text, "fifo")) << news.all()[0].text;
  const int second = open_reader();
  ASSERT_TRUE(news.wait_for(2));
  EXPECT_TRUE(news.all()[1].works);
  EXPECT_EQ(drain(second), "2\n");
  ::close(second);
}

TEST_F(FifoTest, AReaderThatHangsGetsTheWholeLineOnceItReads) {
  const int reader = open_reader();
  const auto target = target_of(uri("fifo"));
  const std::string line(300'000, 'x');  // more than a pipe holds
  std::string read;
  Delivery delivery = target->deliver(line);
  EXPECT_EQ(delivery.outcome, Outcome::retry);
  EXPECT_TRUE(has(delivery.problem, "Nobody reads")) << delivery.problem;
  for (int tries = 0; delivery.outcome == Outcome::retry && tries < 100; ++tries) {
    read += drain(reader);
    delivery = target->deliver(line);
  }
  EXPECT_EQ(delivery.outcome, Outcome::delivered);
  read += drain(reader);
  EXPECT_TRUE(read == line + "\n") << "torn or doubled: " << read.size() << " bytes";
  ::close(reader);
}

// Puts one end of a pipe in the place of standard output, as long as it lives.
class StdoutPipe {
 public:
  StdoutPipe() {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    std::fflush(stdout);
    saved_ = ::dup(STDOUT_FILENO);
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[1]);
    reader_ = ends[0];
  }
  ~StdoutPipe() { restore(); }
  StdoutPipe(const StdoutPipe&) = delete;
  StdoutPipe& operator=(const StdoutPipe&) = delete;

  void restore() {
    if (saved_ < 0) return;
    ::dup2(saved_, STDOUT_FILENO);
    ::close(saved_);
    saved_ = -1;
    close_reader();
  }
  void close_reader() {
    if (reader_ >= 0) ::close(reader_);
    reader_ = -1;
  }
  std::string drained() const { return drain(reader_); }

 private:
  int saved_ = -1, reader_ = -1;
};

TEST(StdoutTarget, WritesLinesToStandardOutput) {
  const auto target = target_of("stdout:");
  StdoutPipe pipe;
  const Delivery first = target->deliver(R"({"a":1})");
  const Delivery second = target->deliver(R"({"b":2})");
  const std::string read = pipe.drained();
  pipe.restore();
  EXPECT_EQ(first.outcome, Outcome::delivered) << first.problem;
  EXPECT_EQ(second.outcome, Outcome::delivered) << second.problem;
  EXPECT_EQ(read, "{\"a\":1}\n{\"b\":2}\n");
}

TEST(StdoutTarget, AReaderThatIsGoneDoesNotEndTheProcess) {
  test::News news;
  StdoutPipe pipe;
  pipe.close_reader();
  auto courier = std::make_unique<Courier>(target_of("stdout:"), 10, news.tell());
  courier->put(test::notice_of("{}"));
  const bool told = news.wait_for(1);
  courier->stop(Courier::Clock::now());
  pipe.restore();
  ASSERT_TRUE(told);
  EXPECT_FALSE(news.all()[0].works);
  EXPECT_TRUE(has(news.all()[0].text, "standard output")) << news.all()[0].text;
  EXPECT_TRUE(has(news.all()[0].text, "reader is gone")) << news.all()[0].text;
  EXPECT_EQ(courier->counts().dropped, 1U);
}

TEST(StdoutTarget, AReaderThatHangsIsNamed) {
  const auto target = target_of("stdout:");
  StdoutPipe pipe;
  const Delivery delivery = target->deliver(std::string(300'000, 'x'));
  pipe.restore();
  EXPECT_EQ(delivery.outcome, Outcome::retry);
  EXPECT_TRUE(has(delivery.problem, "Nobody reads standard output")) << delivery.problem;
}

TEST(MakeTarget, SaysWhatIsWrongWithAUriAndHowToWriteIt) {
  const struct {
    const char *uri, *remedy;
  } kBad[] = {
      {"", "write stdout: or file:///path.jsonl"},
      {"events.jsonl", "write stdout: or file:///path.jsonl"},
      {"/var/log/events.jsonl", "write stdout: or file:///path.jsonl"},
      {"stdout", "write stdout: or file:///path.jsonl"},
      {"file:", "write file:///absolute/path.jsonl or file:path.jsonl"},
      {"file://", "write file:///absolute/path.jsonl or file:path.jsonl"},
      {"file:///var/log/", "write file:///absolute/path.jsonl or file:path.jsonl"},
      {"file://relative/path", "write file:///absolute/path.jsonl or file:path.jsonl"},
      {"file:///a%00b", "write file:///absolute/path.jsonl or file:path.jsonl"},
      {"kafka://broker", "known are stdout: and file:"},
      {"FILE:///x", "known are stdout: and file:"},
      {"stdout:x", "known are stdout: and file:"},
      {"https://", "names no host"},
      {"s3+https://host/", "s3+https://host/bucket/prefix"},
      {"alertmanager+https://host#refresh=0", "seconds from 1 to 3600"},
      {"prometheus://", "write prometheus://127.0.0.1:9464"},
      {"prometheus://:99999", "write prometheus://127.0.0.1:9464"},
      {"prometheus://:1?file=x", "write prometheus://127.0.0.1:9464"},
  };
  for (const auto& [uri, remedy] : kBad) {
    const auto made = make_target(uri);
    const auto* bad = std::get_if<BadTarget>(&made);
    ASSERT_NE(bad, nullptr) << uri;
    const std::string_view input = uri;
    EXPECT_TRUE(has(bad->problem, input.substr(0, input.find(':')))) << bad->problem;
    EXPECT_TRUE(has(bad->problem, remedy)) << bad->problem;
  }
}

TEST(MakeTarget, NeverTellsAPasswordInAnAddress) {
  const auto made = make_target("kafka://user:secret@broker");
  const auto* bad = std::get_if<BadTarget>(&made);
  ASSERT_NE(bad, nullptr);
  EXPECT_FALSE(has(bad->problem, "secret")) << bad->problem;
}

}  // namespace notify_target_test
}  // namespace vqa
