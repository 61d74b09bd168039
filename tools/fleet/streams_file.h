// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vqa::fleet {

/// What is wrong in a file, and where.
struct Mistake {
  int line = 0;
  std::string group, key;  ///< empty: none is concerned
  std::string problem;     ///< with its remedy
};

/// "streams.ini:12: [sky-1] uri: ..."
std::string to_string(const Mistake& mistake, std::string_view file);

struct Setting {
  std::string value;
  int line = 0;
  std::string group;  ///< where it stands: that of the stream, or [defaults]
};

/// A group of the file, with what [defaults] says where the group does not.
struct StreamSettings {
  std::string name;
  int line = 0;
  std::map<std::string, Setting> settings;
};

struct StreamsFile {
  std::vector<StreamSettings> streams;  ///< in the order of the file
  std::vector<Mistake> mistakes;        ///< all that its form shows, by line
};

/// Reads a file of groups, keys and values as GKeyFile has them; [defaults] is for all.
StreamsFile read_streams(std::string_view text);

}  // namespace vqa::fleet
