// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/reference_format.h"

#include <algorithm>

namespace vqa {
namespace {

constexpr Time kTick = 20us;  // of the times of pictures
constexpr char kPicture = 'P', kSound = 'S';
constexpr std::size_t kNumber = 4;  // bytes
constexpr std::size_t kPictureSize = 1 + kNumber + PicturePrint::kCells;
constexpr std::size_t kSoundHead = 1 + kNumber + 1;
constexpr std::size_t kMostInRow = 255;
constexpr std::size_t kPrintSize = SoundPrint::kBands / 2;
constexpr std::size_t kKept = 1 << 16;  // bytes that are done with

// The lower 32 bits: the rest follows from what came before.
void append_number(std::string& bytes, std::int64_t number) {
  for (std::size_t i = 0; i < kNumber; ++i)
    bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(number) >> 8 * i & 0xFF));
}

std::uint8_t byte(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

}  // namespace

void append(std::string& bytes, const ReferencePicture& picture) {
  bytes.push_back(kPicture);
  append_number(bytes, picture.time / kTick);
  for (const std::uint8_t mean : picture.mean) bytes.push_back(static_cast<char>(mean));
}

// Four bits are enough for one band.
void append(std::string& bytes, const SoundPrints& row) {
  for (std::size_t from = 0; from < row.prints.size(); from += kMostInRow) {
    const std::size_t count = std::min(kMostInRow, row.prints.size() - from);
    bytes.push_back(kSound);
    append_number(bytes, row.first + static_cast<std::int64_t>(from));
    bytes.push_back(static_cast<char>(count));
    for (std::size_t i = from; i < from + count; ++i) {
      const auto& rise = row.prints[i].rise;
      for (std::size_t band = 0; band < rise.size(); band += 2)
        bytes.push_back(static_cast<char>((rise[band] + SoundPrint::kMost) |
                                          (rise[band + 1] + SoundPrint::kMost) << 4));
    }
  }
}

std::int64_t ReferenceReader::number(std::size_t at, std::int64_t last) const {
  std::uint32_t low = 0;
  for (std::size_t i = 0; i < kNumber; ++i)
    low |= static_cast<std::uint32_t>(byte(rest(), at + i)) << 8 * i;
  const auto step = static_cast<std::int32_t>(low - static_cast<std::uint32_t>(last));
  return last + step;
}

std::optional<ReferenceReader::Item> ReferenceReader::next() {
  if (bad_) return std::nullopt;
  if (!begun_) {
    if (bytes_.size() < kReferenceMagic.size()) return std::nullopt;
    begun_ = rest().starts_with(kReferenceMagic);
    bad_ = !begun_;
    if (bad_) return std::nullopt;
    at_ = kReferenceMagic.size();
  }
  auto item = read();
  if (!item || at_ > kKept) {
    bytes_.erase(0, at_);
    at_ = 0;
  }
  return item;
}

std::optional<ReferenceReader::Item> ReferenceReader::read() {
  if (rest().empty()) return std::nullopt;
  const char type = rest().front();
  if (type == kPicture) {
    if (rest().size() < kPictureSize) return std::nullopt;
    ReferencePicture picture;
    last_time_ = number(1, last_time_);
    picture.time = last_time_ * kTick;
    for (std::size_t i = 0; i < picture.mean.size(); ++i)
      picture.mean[i] = byte(rest(), 1 + kNumber + i);
    at_ += kPictureSize;
    return picture;
  }
  if (type == kSound) {
    if (rest().size() < kSoundHead) return std::nullopt;
    const std::size_t count = byte(rest(), kSoundHead - 1);
    const std::size_t size = kSoundHead + count * kPrintSize;
    if (rest().size() < size) return std::nullopt;
    last_place_ = number(1, last_place_);
    SoundPrints row{.first = last_place_, .prints = std::vector<SoundPrint>(count)};
    for (std::size_t i = 0; i < count * SoundPrint::kBands; ++i) {
      const int two = byte(rest(), kSoundHead + i / 2);
      const int level = std::min(i % 2 == 0 ? two & 0xF : two >> 4, 2 * SoundPrint::kMost);
      row.prints[i / SoundPrint::kBands].rise[i % SoundPrint::kBands] =
          static_cast<std::int8_t>(level - SoundPrint::kMost);
    }
    at_ += size;
    return row;
  }
  bad_ = true;
  return std::nullopt;
}

}  // namespace vqa
