// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vqa::fleet {

/// One of several hosts that share the streams of one file.
struct Shard {
  int index = 0;  ///< from 0
  int count = 1;
};

/// "I/N": the I-th of N, counted from 0 (pods of a StatefulSet) or from 1 (tasks of a Swarm
/// service): N is the same as 0.
std::optional<Shard> parse_shard(std::string_view text);

/// Which shard each name belongs to. By rendezvous hashing (the shard for which name and number
/// hash highest), so that of N shards a new one takes about 1/N of the streams from the others and
/// the rest stay; but no shard takes more than 5 % above its even part, and what it has no room for
/// goes to the next highest.
std::vector<int> assign(const std::vector<std::string>& names, int shards);

}  // namespace vqa::fleet
