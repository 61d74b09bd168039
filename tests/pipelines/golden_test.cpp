// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs golden/NAME.launch and holds its events against golden/NAME.events. VQA_UPDATE_GOLDEN=1
// writes them anew: look at the difference as you would look at code.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/harness.h"

namespace vqa::test {
namespace golden_test {

namespace fs = std::filesystem;

fs::path golden_dir() {
  const char* source = std::getenv("VQA_SOURCE_DIR");
  return fs::path(source != nullptr ? source : ".") / "tests" / "pipelines" / "golden";
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  std::error_code none;  // an empty list fails below, with a message
  for (const auto& entry : fs::directory_iterator(golden_dir(), none)) {
    if (entry.path().extension() == ".launch") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The launch line without the comment on top.
std::string launch_line(const fs::path& path) {
  std::string launch;
  for (const auto& line : lines_of(path)) {
    if (!line.starts_with('#')) launch += line + " ";
  }
  return launch;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, FindsWhatItAlwaysFound) {
  const fs::path events = golden_dir() / (GetParam() + ".events");
  Pipeline pipeline(launch_line(golden_dir() / (GetParam() + ".launch")));
  ASSERT_TRUE(pipeline.parsed());
  ASSERT_EQ(pipeline.run(60), GST_MESSAGE_EOS)
      << testing::PrintToString(pipeline.bus().texts(GST_MESSAGE_ERROR));
  pipeline.stop();
  const std::string found = to_text(pipeline.bus().events());
  if (std::getenv("VQA_UPDATE_GOLDEN") != nullptr) std::ofstream(events) << found;
  ASSERT_TRUE(fs::exists(events)) << "write it with VQA_UPDATE_GOLDEN=1";
  EXPECT_EQ(found, read_file(events));
}

INSTANTIATE_TEST_SUITE_P(Pipelines, Golden, testing::ValuesIn(names()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(GoldenFiles, AreThere) {
  EXPECT_GE(names().size(), 4U) << "is VQA_SOURCE_DIR right? Looked into " << golden_dir();
}

}  // namespace golden_test
}  // namespace vqa::test
