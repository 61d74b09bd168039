// SPDX-License-Identifier: LGPL-2.1-or-later
// Stands in for libFuzzer in the normal test run: the seeds, and the same mutations of them each
// time. A finding ends the program; the last line printed before names the input.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz_target.h"

namespace vqa::test {
namespace {

constexpr int kMutationsOfEach = 1000;
using Bytes = std::vector<std::uint8_t>;

struct Seed {
  std::string name;
  Bytes bytes;
};

std::vector<Seed> seeds() {
  std::vector<Seed> all;
  const char* folder = std::getenv("VQA_SEEDS");
  if (folder == nullptr) return all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    all.push_back({entry.path().filename().string(),
                   Bytes(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>())});
  }
  std::sort(all.begin(), all.end(), [](const Seed& a, const Seed& b) { return a.name < b.name; });
  return all;
}

// Never past the end, and a place even where there is nothing.
std::ptrdiff_t place_in(const Bytes& bytes, std::mt19937& random) {
  return static_cast<std::ptrdiff_t>(random() % (bytes.size() + 1));
}

void mutate(Bytes& bytes, const Bytes& other, std::mt19937& random) {
  const auto at = place_in(bytes, random);
  const auto end = std::min<std::ptrdiff_t>(at + 1 + static_cast<std::ptrdiff_t>(random() % 8),
                                            std::ssize(bytes));
  switch (random() % 5) {
    case 0:  // a bit
      if (at < std::ssize(bytes)) bytes[static_cast<std::size_t>(at)] ^= 1U << random() % 8;
      return;
    case 1:  // a byte
      if (at < std::ssize(bytes)) bytes[static_cast<std::size_t>(at)] = random() & 0xFF;
      return;
    case 2:  // less
      bytes.erase(bytes.begin() + at, bytes.begin() + std::max(at, end));
      return;
    case 3:  // more of the same
      bytes.insert(bytes.begin() + at, random() % 8, static_cast<std::uint8_t>(random()));
      return;
    default: {  // a piece of another seed
      const auto from = place_in(other, random);
      bytes.insert(bytes.begin() + at, other.begin() + from, other.end());
    }
  }
}

TEST(Replay, Seeds) {
  const auto all = seeds();
  ASSERT_GE(all.size(), 3U) << "VQA_SEEDS has to name a folder with seeds in it";
  for (const Seed& seed : all) {
    std::fprintf(stderr, "seed %s\n", seed.name.c_str());
    EXPECT_EQ(LLVMFuzzerTestOneInput(seed.bytes.data(), seed.bytes.size()), 0);
  }
  EXPECT_EQ(LLVMFuzzerTestOneInput(nullptr, 0), 0);
}

TEST(Replay, MutationsOfSeeds) {
  const auto all = seeds();
  for (const Seed& seed : all) {
    std::fprintf(stderr, "mutations of seed %s\n", seed.name.c_str());
    std::mt19937 random(1);
    for (int i = 0; i < kMutationsOfEach; ++i) {
      Bytes bytes = seed.bytes;
      for (auto times = 1 + random() % 6; times > 0; --times) {
        mutate(bytes, all[random() % all.size()].bytes, random);
      }
      ASSERT_EQ(LLVMFuzzerTestOneInput(bytes.data(), bytes.size()), 0);
    }
  }
}

}  // namespace
}  // namespace vqa::test
