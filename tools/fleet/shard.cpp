// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fleet/shard.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>

namespace vqa::fleet {
namespace {

constexpr double kRoom = 1.05;
constexpr int kMostShards = 10'000;

// FNV-1a, with the last step of SplitMix64 for bits that depend on all others. All hosts have to
// agree on it, now and later.
std::uint64_t hash(std::string_view text, std::uint64_t salt) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const unsigned char c : text) h = (h ^ c) * 0x100000001b3;
  h += (salt + 1) * 0x9e3779b97f4a7c15;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9;
  h = (h ^ (h >> 27)) * 0x94d049bb133111eb;
  return h ^ (h >> 31);
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_all = error == std::errc() && end == text.data() + text.size();
  return is_all ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<Shard> parse_shard(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const auto index = number(text.substr(0, slash)), count = number(text.substr(slash + 1));
  if (!index || !count || *count < 1 || *count > kMostShards || *index < 0 || *index > *count) {
    return std::nullopt;
  }
  return Shard{.index = *index % *count, .count = *count};
}

// Names come in the order of their hash: who finds no room depends on nothing else.
std::vector<int> assign(const std::vector<std::string>& names, int shards) {
  constexpr std::uint64_t kOrder = ~std::uint64_t{1};
  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(hash(names[a], kOrder), names[a]) <
           std::pair(hash(names[b], kOrder), names[b]);
  });
  const double even = static_cast<double>(names.size()) / shards;
  const auto room = static_cast<std::size_t>(std::ceil(even * kRoom));
  std::vector<std::size_t> load(static_cast<std::size_t>(shards));
  std::vector<int> assigned(names.size());
  for (const std::size_t name : order) {
    std::uint64_t highest = 0;
    int best = -1;
    for (int shard = 0; shard < shards; ++shard) {
      if (load[static_cast<std::size_t>(shard)] >= room) continue;
      const std::uint64_t h = hash(names[name], static_cast<std::uint64_t>(shard));
      if (best >= 0 && h < highest) continue;
      highest = h;
      best = shard;
    }
    assigned[name] = best;
    ++load[static_cast<std::size_t>(best)];
  }
  return assigned;
}

}  // namespace vqa::fleet
