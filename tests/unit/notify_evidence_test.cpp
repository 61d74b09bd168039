// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Pictures of incidents: what they show, what they are called, and how many are kept.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/cloud_event.h"
#include "notify/evidence_store.h"
#include "notify/notify.h"
#include "notify/object_key.h"
#include "notify/picture.h"
#include "support/temp_dir.h"

namespace vqa {
namespace notify_evidence_test {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

int red(Picture& picture, int x, int y) { return picture.row(y)[x * 4 + 2]; }

TEST(EvidencePicture, OutlinesWhatIsInTheBox) {
  Picture picture(32, 24);
  outline(picture, {.x = 8, .y = 6, .width = 10, .height = 8});
  for (const auto& [x, y] : {std::pair{6, 10}, {18, 10}, {12, 4}, {12, 14}, {6, 4}, {19, 15}}) {
    EXPECT_EQ(red(picture, x, y), 255) << x << "," << y;
  }
  for (const auto& [x, y] : {std::pair{8, 6}, {17, 13}, {5, 10}, {20, 10}, {12, 16}, {12, 3}}) {
    EXPECT_EQ(red(picture, x, y), 0) << x << "," << y << " is not touched";
  }
}

TEST(EvidencePicture, TakesBoxesThatLieOutside) {
  for (const Box& box : {Box{0, 0, 32, 24}, {-9, -9, 99, 99}, {100, 100, 5, 5}, {31, 23, 1, 1}}) {
    Picture picture(32, 24);
    outline(picture, box);
    EXPECT_EQ(red(picture, 16, 12), 0);
  }
}

TEST(EvidencePicture, ReadsTheBoxOfAnEvent) {
  const auto box = parse_box("16,32,48,64");
  ASSERT_TRUE(box);
  EXPECT_EQ((std::vector{box->x, box->y, box->width, box->height}), (std::vector{16, 32, 48, 64}));
  for (const char* bad :
       {"", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1,2,0,4", "1,2,3,-4", "1,2,3,99999999999999999999"}) {
    EXPECT_FALSE(parse_box(bad)) << bad;
  }
}

TEST(EvidencePicture, IsAJpeg) {
  if (!has_jpeg()) {
    EXPECT_THROW(to_jpeg(Picture(32, 24)), std::runtime_error);
    return;
  }
  const auto bytes = to_jpeg(Picture(32, 24));
  ASSERT_GT(bytes.size(), 100U);
  EXPECT_EQ((std::vector(bytes.begin(), bytes.begin() + 3)),
            (std::vector<std::uint8_t>{0xFF, 0xD8, 0xFF}));
}

TEST(ObjectKey, IsTheSameForTheSameEventAndHarmless) {
  Event event;
  event.label = "../news 1/é";
  const auto key = object_key(to_cloud_event(event, {.host = "h", .process = "p"}, 7, {}));
  EXPECT_EQ(key, ".._news_1___/1970-01-01/00_00_00.000Z-p_7");
  EXPECT_EQ(object_key("{}"), "");
  EXPECT_EQ(object_key("nothing"), "");
  EXPECT_TRUE(object_key(R"({"id":"..","data":{"stream":".."}})").starts_with("_/"));
}

class EvidenceStoreTest : public testing::Test {
 protected:
  // Older by so many seconds than now.
  void save(EvidenceStore& store, const std::string& name, std::size_t size, int age) {
    const std::string path = store.save(name, std::vector<std::uint8_t>(size, 'x'));
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::seconds(age));
  }
  std::vector<std::string> kept() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(dir_.path("evidence"))) {
      names.push_back(fs::relative(entry.path(), dir_.path("evidence")));
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  test::TempDir dir_;
};

TEST_F(EvidenceStoreTest, TheOldestMakeRoom) {
  EvidenceStore store(dir_.path("evidence"), 1000), other(dir_.path("evidence"), 1000);
  save(store, "a/1/x.jpg", 400, 30);
  save(other, "b/1/y.jpg", 400, 40);
  save(store, "a/2/z.jpg", 400, 20);
  EXPECT_EQ(kept(), (std::vector<std::string>{"a", "a/1", "a/1/x.jpg", "a/2", "a/2/z.jpg"}))
      << "that of another process goes first, with its directories";
  save(store, "a/2/w.jpg", 1000, 10);
  EXPECT_EQ(kept(), (std::vector<std::string>{"a", "a/2", "a/2/w.jpg"}));
}

TEST_F(EvidenceStoreTest, SaysWhyItCannot) {
  std::ofstream(dir_.path("evidence")) << "in the way";
  EvidenceStore store(dir_.path("evidence"), 1000);
  EXPECT_THROW(store.save("a/x.jpg", Bytes{1, 2, 3}), std::system_error);
  fs::remove(dir_.path("evidence"));
  EXPECT_EQ(store.save("a/x.jpg", Bytes{1, 2, 3}), dir_.path("evidence/a/x.jpg"));
  EXPECT_THROW(store.save("a/y.jpg", std::vector<std::uint8_t>(1001)), std::system_error)
      << "no picture is larger than all of them may be";
  EvidenceStore full("/dev/full", 1000);
  EXPECT_THROW(full.save("x.jpg", Bytes{1}), std::system_error);
}

TEST(EvidenceDirectory, IsBelowTheStateAndCanBeSwitchedOff) {
  NotifyConfig config;
  config.state_dir = "/var/lib/vqa";
  EXPECT_EQ(evidence_directory(config), has_outbox() ? "/var/lib/vqa/evidence" : "");
  config.evidence_limit = 0;
  EXPECT_EQ(evidence_directory(config), "");
  config = {};
  config.state_dir = "none";
  EXPECT_EQ(evidence_directory(config), "");
}

}  // namespace notify_evidence_test
}  // namespace vqa
