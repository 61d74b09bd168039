// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/evidence_store.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

namespace vqa {
namespace {

namespace fs = std::filesystem;

struct Kept {
  fs::file_time_type time;
  std::uint64_t size;
  fs::path path;
};

// Others delete as well: what is gone is none of our troubles.
std::vector<Kept> kept_in(const fs::path& directory) {
  std::vector<Kept> all;
  std::error_code error;
  fs::recursive_directory_iterator entry(directory, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code gone;
    const auto size = entry->file_size(gone);
    const auto time = gone ? fs::file_time_type{} : entry->last_write_time(gone);
    if (!gone && entry->is_regular_file(gone)) all.push_back({time, size, entry->path()});
  }
  return all;
}

}  // namespace

void EvidenceStore::make_room(std::uint64_t size) const {
  std::vector<Kept> all = kept_in(directory_);
  std::uint64_t sum = size;
  for (const Kept& kept : all) sum += kept.size;
  if (sum <= limit_) return;
  std::sort(all.begin(), all.end(), [](const Kept& a, const Kept& b) { return a.time < b.time; });
  for (const Kept& kept : all) {
    if (sum <= limit_) return;
    std::error_code gone;
    fs::remove(kept.path, gone);
    sum -= kept.size;
    // The days and streams that were left: only what is empty goes.
    fs::remove(kept.path.parent_path(), gone);
    if (kept.path.parent_path().parent_path() != directory_) {
      fs::remove(kept.path.parent_path().parent_path(), gone);
    }
  }
}

std::string EvidenceStore::save(const std::string& name, std::span<const std::uint8_t> bytes) {
  if (bytes.size() > limit_) throw std::system_error(EFBIG, std::generic_category());
  make_room(bytes.size());
  const fs::path path = directory_ / name;
  const fs::path part = path.string() + ".part";
  fs::create_directories(path.parent_path());
  errno = 0;
  std::ofstream file(part, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) {
    const int error = errno != 0 ? errno : EIO;
    std::error_code ignored;
    fs::remove(part, ignored);
    throw std::system_error(error, std::generic_category());
  }
  fs::rename(part, path);
  return path;
}

}  // namespace vqa
