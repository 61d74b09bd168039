// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <future>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "avsync/face_look.h"
#include "avsync/look.h"
#include "avsync/speech.h"
#include "support/pictures.h"
#include "unit/avsync_talker.h"

namespace vqa::test {
namespace avsync_faces_test {

constexpr double kFps = 25;

/// Waits for it; false if it does not come.
template <class Happens>
bool eventually(Happens happens) {
  const auto until = std::chrono::steady_clock::now() + 60s;
  while (!happens()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

/// A head with a face of dots and a mouth, as far as a tracker needs it, in front of a wall.
struct Head {
  double x = 110, y = 50, side = 80;  ///< where a finder would see it
  double opened = 0;                  ///< the mouth

  void draw(Picture& picture) const {
    picture.fill(90);
    for (int row = static_cast<int>(y); row < y + side; ++row)
      for (int col = static_cast<int>(x); col < x + side; ++col)
        picture.set(col, row, shade((col - x) / side, (row - y) / side));
  }

 private:
  /// At a place within it, of 0 to 1.
  unsigned shade(double across, double down) const {
    const double dots =
        std::sin(23 * across + 3 * down) * std::sin(31 * down + 4 * across * across);
    const double far = std::hypot((across - 0.5) / 0.2, (down - 0.8) / (0.04 + 0.05 * opened));
    return static_cast<unsigned>(170 + 50 * dots - 100 * std::clamp(4 * (1 - far), 0.0, 1.0));
  }
};

/// Shows pictures to a FaceLook, and finds the head in them by knowing where it is.
class Studio {
 public:
  Studio() : picture_(320, 180) {}

  FaceNote show(const Head& head, double time) {
    head.draw(picture_);
    return show_picture(head, time);
  }
  FaceNote show_picture(const Head& head, double time) {
    {
      const std::lock_guard lock(mutex_);
      head_ = head;
    }
    const VideoFrame frame{.luma = picture_.view(), .time = at_seconds(time)};
    return look_.take(frame, meter_.measure(frame.luma));
  }
  /// Time goes by, with the same picture, until a face is followed.
  double wait(const Head& head, double time) {
    EXPECT_TRUE(
        eventually([&] { return show(head, time += 1 / kFps).state == FaceState::followed; }));
    return time;
  }
  Picture& picture() { return picture_; }
  FaceLook& look() { return look_; }
  int questions() const { return questions_; }
  void set_mask(const Mask& mask) { meter_.set_mask(mask); }
  void hide(bool hidden) { hidden_ = hidden; }

 private:
  FaceSearch::Faces find(const SmallPicture& picture) {
    ++questions_;
    if (hidden_) return {};
    const std::lock_guard lock(mutex_);
    // Looked for all over the picture, or around where it was.
    if (picture.height > 110) {
      const double scale = 1.0 * picture.height / picture_.view().height;
      return {{head_.x * scale, head_.y * scale, head_.side * scale}};
    }
    const double side = picture.height / 2.0;
    return {{side / 2, side / 2, side}};
  }

  Picture picture_;
  CellMeter meter_;
  std::mutex mutex_;
  Head head_;
  std::atomic<int> questions_ = 0;
  std::atomic<bool> hidden_ = false;
  FaceLook look_{
      [this] { return [this](const SmallPicture& picture, int) { return find(picture); }; }};
};

TEST(FaceSearch, HasOneQuestionAtATime) {
  std::promise<void> go;
  auto gone = go.get_future().share();
  std::atomic<int> asked = 0;
  FaceSearch search([&] {
    return [&](const SmallPicture&, int least) {
      ++asked;
      gone.wait();
      return FaceSearch::Faces{{1, 2, static_cast<double>(least)}};
    };
  });
  EXPECT_FALSE(search.answer());
  EXPECT_TRUE(search.ask({4, 4, std::vector<std::uint8_t>(16)}, 7));
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(search.ask({}, 8));  // and nobody waited
  EXPECT_FALSE(search.answer());
  go.set_value();
  std::optional<FaceSearch::Faces> faces;
  ASSERT_TRUE(eventually([&] { return (faces = search.answer()).has_value(); }));
  ASSERT_EQ(faces->size(), 1U);
  EXPECT_EQ((*faces)[0].side, 7);
  EXPECT_EQ(asked, 1);
  EXPECT_FALSE(search.answer());  // once
  search.stop();
  EXPECT_TRUE(search.ask({4, 4, std::vector<std::uint8_t>(16)}, 9));  // goes on after a stop
  EXPECT_TRUE(eventually([&] { return search.answer().has_value(); }));
}

TEST(FaceSearch, SurvivesWhatCannotBeLookedAt) {
  FaceSearch search([] {
    return [](const SmallPicture&, int) -> FaceSearch::Faces { throw std::runtime_error("no"); };
  });
  EXPECT_TRUE(search.ask({}, 1));
  std::optional<FaceSearch::Faces> faces;
  ASSERT_TRUE(eventually([&] { return (faces = search.answer()).has_value(); }));
  EXPECT_TRUE(faces->empty());
}

TEST(FaceSearch, KnowsThatItCannot) {
  FaceSearch search([] { return FaceSearch::Find{}; });
  search.ask({}, 1);
  EXPECT_TRUE(eventually([&] { return search.impossible(); }));
  EXPECT_FALSE(search.ask({}, 1));
}

TEST(FaceFinder, IsNotReadyWithoutACascade) {
  EXPECT_FALSE(FaceFinder("").ready());
  EXPECT_FALSE(FaceFinder("/no/such/file.xml").ready());
}

TEST(FaceFinder, FindsNoFaceInAScene) {
  FaceFinder finder(FaceFinder::cascade());
  ASSERT_TRUE(finder.ready());  // Debian's opencv-data
  Picture picture(480, 270);
  draw_scene(picture, 1);
  SmallPicture small{480, 270, {}};
  for (int y = 0; y < 270; ++y)
    for (int x = 0; x < 480; ++x)
      small.pixels.push_back(static_cast<std::uint8_t>(picture.get(x, y)));
  EXPECT_TRUE(finder.find(small, 27).empty());
}

TEST(FaceLook, FollowsAHeadThatMoves) {
  Studio studio;
  Head head;
  double time = studio.wait(head, 0);
  const auto track = studio.show(head, time += 1 / kFps).track;
  double lips = 0;
  for (int i = 0; i < 60; ++i) {
    head.x += 1.5 * std::sin(i / 10.0);
    head.y += std::cos(i / 7.0);
    const FaceNote note = studio.show(head, time += 1 / kFps);
    ASSERT_TRUE(note.mouth) << i;
    EXPECT_EQ(note.track, track);
    lips += std::abs(note.mouth->lip) / 60;
  }
  EXPECT_LT(lips, 0.3);  // it is the head that moves
}

TEST(FaceLook, SeesAMouthOpen) {
  Studio studio;
  Head head;
  double time = studio.wait(head, 0);
  const Mouth shut = *studio.show(head, time += 1 / kFps).mouth;
  head.opened = 1;
  const Mouth open = *studio.show(head, time += 1 / kFps).mouth;
  EXPECT_GT(open.shade, shut.shade + 0.1);
  EXPECT_GT(open.moving, shut.moving + 0.05);
  head.opened = 0;
  EXPECT_LT(studio.show(head, time += 1 / kFps).mouth->shade, open.shade - 0.1);
}

TEST(FaceLook, LosesAFaceAtACut) {
  Studio studio;
  Head head;
  double time = studio.wait(head, 0);
  const FaceNote before = studio.show(head, time += 1 / kFps);
  studio.hide(true);
  draw_scene(studio.picture(), 5);
  FaceNote note = studio.show_picture(head, time += 1 / kFps);
  EXPECT_FALSE(note.mouth);
  EXPECT_NE(note.state, FaceState::followed);
  studio.hide(false);
  time = studio.wait(head, time);
  note = studio.show(head, time += 1 / kFps);
  EXPECT_NE(note.track, before.track);
  EXPECT_NE(note.speaker, before.speaker);  // for all we know
}

TEST(FaceLook, KnowsAFaceAgainThatWasLostForAMoment) {
  Studio studio;
  const Head head;
  double time = studio.wait(head, 0);
  const FaceNote before = studio.show(head, time += 1 / kFps);
  EXPECT_FALSE(studio.show(head, time += 1).mouth);  // pictures were missing
  time = studio.wait(head, time);
  const FaceNote note = studio.show(head, time += 1 / kFps);
  EXPECT_NE(note.track, before.track);
  EXPECT_EQ(note.speaker, before.speaker);
}

TEST(FaceLook, LetsGoOfWhatIsNoFace) {
  Studio studio;
  const Head head;
  double time = studio.wait(head, 0);
  studio.hide(true);
  EXPECT_TRUE(
      eventually([&] { return studio.show(head, time += 1 / kFps).state != FaceState::followed; }));
}

TEST(FaceLook, RestsNowAndThen) {
  Studio studio;
  const Head head;
  double time = studio.wait(head, 0);
  const auto speaker = studio.show(head, time += 1 / kFps).speaker;
  int followed = 0, resting = 0;
  std::uint32_t speakers = 0;
  const double end = time + 60;
  while (time < end) {
    const FaceNote note = studio.show_picture(head, time += 1 / kFps);
    followed += note.state == FaceState::followed ? 1 : 0;
    resting += note.state == FaceState::resting ? 1 : 0;
    speakers = std::max(speakers, note.speaker);
    // A question that is not answered yet would only prolong the rest.
    if (note.state == FaceState::resting) std::this_thread::sleep_for(100us);
  }
  EXPECT_GT(followed, 30 * 25);
  EXPECT_GT(resting, 8 * 25);
  EXPECT_EQ(speakers, speaker);  // it is the same one afterwards
}

TEST(FaceLook, LooksForFacesNowAndThen) {
  Studio studio;
  studio.hide(true);
  double time = 0;
  for (int i = 0; i < 60 * 25; ++i) {
    studio.show_picture(Head{}, time += 1 / kFps);
    if (i % 25 == 0) std::this_thread::sleep_for(1ms);
  }
  EXPECT_GE(studio.questions(), 1);
  EXPECT_LE(studio.questions(), 30);
}

TEST(FaceLook, SaysThatAFaceIsTooSmall) {
  Studio studio;
  double time = 0;
  EXPECT_TRUE(eventually(
      [&] { return studio.show({.side = 40}, time += 1 / kFps).state == FaceState::small; }));
}

TEST(FaceLook, DoesNotLookBehindTheMask) {
  Studio studio;
  std::string problem;
  studio.set_mask(*Mask::parse("0,0,100%,100%", problem));
  double time = 0;
  EXPECT_TRUE(eventually([&] {
    studio.show(Head{}, time += 1 / kFps);
    return studio.questions() >= 3;
  }));
  EXPECT_EQ(studio.show(Head{}, time += 1 / kFps).state, FaceState::none);
}

/// From pixels to an answer.
TEST(FaceLook, SeesWhatATalkerSays) {
  Studio studio;
  const Talker talker(3);
  Speech speech;
  double time = studio.wait({}, 0);
  std::vector<Speech::Answer> answers;
  for (const double end = time + 25; time < end; time += 1 / kFps) {
    const double opened = std::clamp(0.5 + 0.4 * talker.opened(time), 0.0, 1.5);
    speech.see(at_seconds(time), studio.show({.opened = opened}, time));
    speech.hear(talker.sounds(time, time + 0.035, 0.2));
    if (const auto answer = speech.look(at_seconds(time))) answers.push_back(*answer);
  }
  ASSERT_GE(answers.size(), 1U);
  EXPECT_NEAR(answers[0].estimate.offset, 200, 100);
}

TEST(SpeechEar, HearsWhereAToneIs) {
  SpeechEar ear;
  std::vector<SpeechSounds> rows;
  std::vector<float> samples;
  for (int i = 0; i < 48000; ++i)
    samples.push_back(i < 24000 ? 0.0F : static_cast<float>(0.5 * std::sin(i * 0.2618)));  // 2 kHz
  for (std::size_t from = 0; from < samples.size(); from += 1000)
    ear.take(std::span(samples).subspan(from, 1000),
             at_seconds(3) + Time(from * 1000000000 / 48000), 48000, rows);
  std::vector<SpeechSound> sounds;
  EXPECT_EQ(rows.front().first, 302);  // whose window is complete
  for (const auto& row : rows) {
    EXPECT_EQ(row.first, 302 + static_cast<std::int64_t>(sounds.size()));
    sounds.insert(sounds.end(), row.sounds.begin(), row.sounds.end());
  }
  EXPECT_GE(sounds.size(), 96U);
  EXPECT_EQ(sounds[40].all, 0);
  const SpeechSound& tone = sounds[60];
  EXPECT_GT(tone.middle, 0.99F * tone.all);
  EXPECT_GT(tone.voice, 0.99F * tone.all);
  const auto loudest = std::max_element(tone.tones.begin(), tone.tones.end());
  EXPECT_NEAR(static_cast<double>(loudest - tone.tones.begin()), 12, 2);
  // It sets in at 3.5 s.
  EXPECT_LT(sounds[47].all, 0.1F * tone.all);
  EXPECT_GT(sounds[49].all, 0.6F * tone.all);
}

TEST(SpeechEar, BeginsAnewWhereSoundIsMissing) {
  SpeechEar ear;
  std::vector<SpeechSounds> rows;
  const std::vector<float> second(16000, 0.1F);
  ear.take(second, 0s, 16000, rows);
  ear.take(second, 2s, 16000, rows);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_GE(rows[1].first, 201);
}

}  // namespace avsync_faces_test
}  // namespace vqa::test
