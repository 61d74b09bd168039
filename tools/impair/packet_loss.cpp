// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/packet_loss.h"

#include <algorithm>
#include <vector>

#include "impair/noise.h"

namespace vqa::impair {
namespace {

enum class What { drop, flip, unit };  // in the order of the words of the parameter

class Loser {
 public:
  Loser(const Defect& defect, const Period& period, std::uint64_t seed, TransportStream& stream)
      : what_(static_cast<What>(defect.value("what"))),
        burst_(static_cast<std::size_t>(defect.value("burst"))),
        every_(static_cast<std::int64_t>(defect.value("every") * 1e9)),
        period_(period),
        random_(seed),
        stream_(stream),
        lost_(stream.packets.size()) {}

  void run() {
    for (std::int64_t from = period_.from; from < period_.to; from += every_) {
      strike({from, std::min(from + every_, period_.to)});
    }
    if (what_ == What::unit) complete_units();
    stream_.remove(lost_);
  }

 private:
  bool is_in(const Period& period, std::size_t packet) const {
    const std::size_t unit = stream_.packets[packet].unit;
    const std::int64_t time = stream_.times[unit];
    return unit > 0 && time >= period.from && time < period.to;
  }

  std::size_t below(std::size_t limit) {
    return static_cast<std::size_t>(random_.share() * static_cast<double>(limit));
  }

  // One burst, somewhere within a period.
  void strike(const Period& period) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < stream_.packets.size(); ++i) {
      if (is_in(period, i)) places.push_back(i);
    }
    if (places.empty()) return;
    std::size_t left = burst_;
    for (std::size_t i = places[below(places.size())]; i < stream_.packets.size() && left > 0;
         ++i) {
      if (!is_in(period_, i)) continue;
      --left;
      if (what_ == What::flip) {
        flip(stream_.packets[i]);
      } else {
        lost_[i] = true;
      }
    }
  }

  // Overwrites bytes of the coded picture, but for its first ones: what is written there says how
  // to read all that follows, and would make another stream of it rather than a damaged picture.
  void flip(const VideoPacket& packet) {
    constexpr std::size_t kMost = 4, kUntouched = 48;
    const bool begins = (stream_.bytes[packet.at + 1] & 0x40) != 0;
    const std::size_t first = packet.header + (begins ? kUntouched : 0);
    if (first >= TransportStream::kPacket) return;
    for (std::size_t count = 1 + below(kMost); count > 0; --count) {
      stream_.bytes[packet.at + first + below(TransportStream::kPacket - first)] =
          static_cast<std::uint8_t>(random_.next() >> 56);
    }
  }

  // What has lost a packet is lost as a whole.
  void complete_units() {
    std::vector<bool> units(stream_.times.size());
    for (std::size_t i = 0; i < lost_.size(); ++i) {
      if (lost_[i]) units[stream_.packets[i].unit] = true;
    }
    for (std::size_t i = 0; i < lost_.size(); ++i) lost_[i] = units[stream_.packets[i].unit];
  }

  What what_;
  std::size_t burst_;
  std::int64_t every_;
  Period period_;
  Random random_;
  TransportStream& stream_;
  std::vector<bool> lost_;
};

}  // namespace

int lose(const Defect& defect, const Period& period, std::uint64_t seed, TransportStream& stream) {
  const int before = stream.gaps();
  Loser(defect, period, seed, stream).run();
  return stream.gaps() - before;
}

}  // namespace vqa::impair
