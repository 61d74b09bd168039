// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/lip_curve.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "avsync/band_pass.h"
#include "core/statistics.h"

namespace vqa {
namespace {

using Values = std::vector<double>;

// Numbers of what was measured on talking heads: see docs/sync.md. Hershey and Movellan (NIPS 1999)
// and Slaney and Covell (FaceSync, NIPS 2000) have correlated mouths with the loudness of speech.
constexpr std::int64_t kRise = 3;      // hops, both ways: what gets louder
constexpr double kFaintest = 1e-4;     // of what is loud of late: fainter is nothing
constexpr double kFaintestTone = 0.1;  // of that
constexpr double kLoud = 0.99;
constexpr double kLively = 0.2;  // nepers: less change is no speech
constexpr double kMost = 0.99;   // likeness

/// A row of numbers, 100 a second, whose first has this place.
struct Row {
  std::int64_t first = 0;
  Values values{};
  std::span<const double> from(std::int64_t place, std::size_t count) const {
    return std::span(values).subspan(static_cast<std::size_t>(place - first), count);
  }
};

std::int64_t place_of(Time time) { return time / kSpeechHop; }

/// What `of` says of the mouths, 100 times a second.
template <class Of>
Row resample(const std::vector<SeenMouth>& mouths, Of of) {
  Row row{.first = place_of(mouths.front().time - Time(1)) + 1};
  std::size_t next = 1;
  for (std::int64_t place = row.first; place * kSpeechHop <= mouths.back().time; ++place) {
    while (next + 1 < mouths.size() && mouths[next].time < place * kSpeechHop) ++next;
    const SeenMouth &before = mouths[next - 1], &after = mouths[next];
    const double share = static_cast<double>((place * kSpeechHop - before.time).count()) /
                         static_cast<double>((after.time - before.time).count());
    row.values.push_back((1 - share) * of(before.mouth) + share * of(after.mouth));
  }
  return row;
}

struct MouthRows {
  Row opened, dark, shade, lip, apart, moving, darker;
};

MouthRows rows_of(const std::vector<SeenMouth>& mouths) {
  MouthRows rows{.opened = {},
                 .dark = resample(mouths, [](const Mouth& mouth) { return mouth.dark; }),
                 .shade = resample(mouths, [](const Mouth& mouth) { return mouth.shade; }),
                 .lip = resample(mouths, [](const Mouth& mouth) { return mouth.lip; }),
                 .apart = resample(mouths, [](const Mouth& mouth) { return mouth.apart; }),
                 .moving = resample(mouths, [](const Mouth& mouth) { return mouth.moving; }),
                 .darker = {}};
  rows.opened = rows.lip;
  for (std::size_t i = 1; i < rows.opened.values.size(); ++i)
    rows.opened.values[i] += rows.opened.values[i - 1];
  rows.darker = rows.dark;
  const Values& dark = rows.dark.values;
  for (std::size_t i = 0; i < dark.size(); ++i) {
    const std::size_t before = i > 0 ? i - 1 : 0, after = std::min(i + 1, dark.size() - 1);
    rows.darker.values[i] =
        after > before ? (dark[after] - dark[before]) / static_cast<double>(after - before) : 0;
  }
  for (Row* row :
       {&rows.opened, &rows.dark, &rows.shade, &rows.lip, &rows.apart, &rows.moving, &rows.darker})
    band_pass(row->values);
  return rows;
}

struct SoundRows {
  Row voice, middle, rising, fading, changing;
  bool speech = false;
};

SoundRows rows_of(const SpeechTrack& track, std::int64_t first, std::int64_t end) {
  std::vector<float> loud;
  for (const SpeechSound& sound : track.sounds) loud.push_back(sound.all);
  const double floor = kFaintest * quantile(loud, kLoud) + 1e-20;
  const auto at = [&track](std::int64_t place) -> const SpeechSound& {
    return track.sounds[static_cast<std::size_t>(std::clamp(place, track.first, track.end() - 1) -
                                                 track.first)];
  };
  const auto level = [](double power, double least) { return std::log(power + least); };
  SoundRows rows;
  for (Row* row : {&rows.voice, &rows.middle, &rows.rising, &rows.fading, &rows.changing})
    row->first = first;
  for (std::int64_t place = first; place < end; ++place) {
    const SpeechSound &before = at(place - kRise), &after = at(place + kRise);
    rows.voice.values.push_back(level(at(place).voice, floor));
    rows.middle.values.push_back(level(at(place).middle, floor));
    rows.rising.values.push_back(level(after.voice, floor) - level(before.voice, floor));
    double fading = 0, changing = 0;
    for (std::size_t i = 0; i < SpeechSound::kTones; ++i) {
      const double change = level(after.tones[i], kFaintestTone * floor) -
                            level(before.tones[i], kFaintestTone * floor);
      fading += std::max(-change, 0.0);
      changing += std::abs(change);
    }
    rows.fading.values.push_back(fading / SpeechSound::kTones);
    rows.changing.values.push_back(changing / SpeechSound::kTones);
  }
  for (Row* row : {&rows.voice, &rows.middle, &rows.rising, &rows.fading, &rows.changing})
    band_pass(row->values);
  double sum = 0;
  for (const double value : rows.middle.values) sum += value * value;
  rows.speech = sum > kLively * kLively * static_cast<double>(rows.middle.values.size());
  return rows;
}

double correlation(std::span<const double> one, std::span<const double> two) {
  const auto count = static_cast<double>(one.size());
  double sum1 = 0, sum2 = 0, squares1 = 0, squares2 = 0, products = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    sum1 += one[i];
    sum2 += two[i];
    squares1 += one[i] * one[i];
    squares2 += two[i] * two[i];
    products += one[i] * two[i];
  }
  const double spread = (squares1 - sum1 * sum1 / count) * (squares2 - sum2 * sum2 / count);
  return spread > 1e-18 ? (products - sum1 * sum2 / count) / std::sqrt(spread) : 0;
}

}  // namespace

std::optional<LipCurve> compare_lips(const std::vector<SeenMouth>& mouths, const SpeechTrack& track,
                                     Time from) {
  constexpr std::int64_t kCount = kLipWindow / kSpeechHop, kWide = kSoundSettles / kSpeechHop;
  constexpr std::int64_t kStep = LipCurve::kStep / kSpeechHop,
                         kReach = LipCurve::kReach / kSpeechHop;
  constexpr std::int64_t kNeeded = kSoundAround / kSpeechHop;
  if (mouths.size() < 2) return std::nullopt;
  const MouthRows seen = rows_of(mouths);
  const std::int64_t start = place_of(from - Time(1)) + 1;
  const auto& row = seen.dark;
  const auto seen_end = row.first + static_cast<std::int64_t>(row.values.size());
  if (row.first > start || seen_end < start + kCount) return std::nullopt;
  if (track.first > start - kNeeded || track.end() < start + kCount + kNeeded) return std::nullopt;
  const SoundRows heard = rows_of(track, std::max(track.first, start - kNeeded - kWide),
                                  std::min(track.end(), start + kCount + kNeeded + kWide));
  if (!heard.speech) return std::nullopt;

  struct Pair {
    const Row &mouth, &sound;
    double sign;
    std::int64_t late;  ///< hops by which the sound of speech that is in sync is behind
  };
  const Pair pairs[] = {{seen.opened, heard.middle, 1, 3},   {seen.dark, heard.middle, 1, 4},
                        {seen.apart, heard.fading, -1, 3},   {seen.lip, heard.voice, -1, -8},
                        {seen.moving, heard.changing, 1, 4}, {seen.darker, heard.rising, 1, 5},
                        {seen.shade, heard.middle, 1, 6}};
  LipCurve curve;
  for (const Pair& pair : pairs) {
    const auto mouth = pair.mouth.from(start, kCount);
    for (std::size_t i = 0; i < curve.likeness.size(); ++i) {
      const std::int64_t lag = static_cast<std::int64_t>(i) * kStep - kReach + pair.late;
      const double same = correlation(mouth, pair.sound.from(start + lag, kCount));
      curve.likeness[i] +=
          pair.sign * std::atanh(std::clamp(same, -kMost, kMost)) / std::size(pairs);
    }
  }
  return curve;
}

}  // namespace vqa
