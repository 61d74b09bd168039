// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "avsync/avsync.h"
#include "avsync/band_pass.h"
#include "avsync/speech.h"
#include "unit/avsync_talker.h"

namespace vqa::test {
namespace avsync_speech_test {

/// Who is seen when, and who is heard how late.
struct Conversation {
  Talker seen{1}, heard{1};
  double seconds = 40, late = 0;
  double step_at = 1e9, step = 0;  ///< s: from then on it is later by so much
  double break_every = 1e9;        ///< s: then the face is lost for a moment
  double vague = 0.2;
};

/// All answers, and the state at the end.
struct Heard {
  Speech speech;
  std::vector<Speech::Answer> answers;
};

Heard listen(const Conversation& talk) {
  Heard heard;
  for (int i = 0; i < talk.seconds * 25; ++i) {
    const double time = i / 25.0;
    const auto track = static_cast<std::uint32_t>(time / talk.break_every);
    const double late = talk.late + (time >= talk.step_at ? talk.step : 0);
    heard.speech.see(at_seconds(time), {.state = FaceState::followed,
                                        .track = track,
                                        .speaker = track,
                                        .mouth = talk.seen.mouth(time, talk.vague)});
    heard.speech.hear(talk.heard.sounds(time, time + 0.035, late));
    if (const auto answer = heard.speech.look(at_seconds(time))) heard.answers.push_back(*answer);
  }
  return heard;
}

TEST(BandPass, IsThatOfSciPy) {
  // scipy.signal.filtfilt(*butter(2, [1, 6.5], 'band', fs=100), values), every tenth of them
  std::vector<double> values;
  for (int i = 0; i <= 100; ++i)
    values.push_back(std::sin(2 * std::numbers::pi * 3 * i / 100) + 2 * i / 100.0 + 3);
  band_pass(values);
  const double expected[] = {0.12347422179383864, 1.0344299319103463, -0.5602839647046094,
                             -0.5932943097791451, 0.9461561926816628, 0.0316514048707935,
                             -0.8602891595747852, 0.7306155021412256, 0.7301869409786607,
                             -0.9236187991147108, -0.2374204484819892};
  for (std::size_t i = 0; i < std::size(expected); ++i)
    EXPECT_NEAR(values[10 * i], expected[i], 1e-9) << i;
}

TEST(BandPass, TakesWhatIsShort) {
  std::vector<double> none, one = {3}, few = {1, 2, 4};
  for (auto* values : {&none, &one, &few}) {
    band_pass(*values);
    for (const double value : *values) EXPECT_TRUE(std::isfinite(value));
  }
}

TEST(Speech, HearsHowLateTheSoundIs) {
  const auto in_sync = listen({}).answers;
  ASSERT_GE(in_sync.size(), 4U);
  EXPECT_NEAR(in_sync.front().estimate.offset, 0, 60);  // how a drawn mouth differs from real ones
  EXPECT_LE(in_sync.front().estimate.to, 13s);
  for (const double late : {-0.43, -0.12, 0.08, 0.2, 0.61}) {
    const auto answers = listen({.late = late}).answers;
    ASSERT_GE(answers.size(), 4U) << late;
    for (std::size_t i = 0; i < 4; ++i) {
      const double moved = answers[i].estimate.offset - in_sync[i].estimate.offset;
      EXPECT_NEAR(moved, 1000 * late, 6) << late;
    }
  }
}

TEST(Speech, SaysNothingOfAnotherVoice) {
  std::size_t windows = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const auto heard = listen({.seen = Talker(seed), .heard = Talker(seed + 100)});
    EXPECT_EQ(heard.answers.size(), 0U) << seed;
    EXPECT_EQ(std::string(heard.speech.reason(40s)), "lips do not go with the sound");
    windows += 7;
  }
  EXPECT_GE(windows, 140U);
}

TEST(Speech, NeedsAFaceForFiveSecondsOnEnd) {
  const auto heard = listen({.break_every = 4.5});
  EXPECT_EQ(heard.answers.size(), 0U);
  EXPECT_EQ(std::string(heard.speech.reason(40s)), "face not seen for long enough");
  const auto longer = listen({.break_every = 5.5}).answers;
  EXPECT_GE(longer.size(), 3U);  // other faces say the same
  EXPECT_NE(longer.front().speaker, longer.back().speaker);
}

TEST(Speech, KnowsWhyItSaysNothing) {
  Speech speech;
  EXPECT_EQ(std::string(speech.reason(0s)), "nothing to go by");
  for (const auto& [state, word] : {std::pair{FaceState::not_built, "OpenCV"},
                                    {FaceState::no_cascade, "opencv-data"},
                                    {FaceState::none, "no face"},
                                    {FaceState::small, "too small"}}) {
    speech.see(1s, {.state = state});
    EXPECT_NE(std::string(speech.reason(1s)).find(word), std::string::npos) << word;
  }
}

TEST(Speech, KnowsSilence) {
  Speech speech;
  const Talker talker(1);
  for (int i = 0; i < 20 * 25; ++i) {
    const double time = i / 25.0;
    speech.see(
        at_seconds(time),
        {.state = FaceState::followed, .track = 1, .speaker = 1, .mouth = talker.mouth(time, 0.2)});
    SpeechSounds row = talker.sounds(time, time + 0.035);
    for (SpeechSound& sound : row.sounds) sound = {};
    speech.hear(row);
    EXPECT_FALSE(speech.look(at_seconds(time)));
  }
  EXPECT_EQ(std::string(speech.reason(20s)), "no speech");
}

TEST(Speech, DoesNotCompareAcrossAHoleInTheSound) {
  Speech speech;
  const Talker talker(1);
  int answers = 0;
  for (int i = 0; i < 40 * 25; ++i) {
    const double time = i / 25.0;
    speech.see(
        at_seconds(time),
        {.state = FaceState::followed, .track = 1, .speaker = 1, .mouth = talker.mouth(time, 0.2)});
    if (i % 100 != 0) speech.hear(talker.sounds(time, time + 0.035));
    answers += speech.look(at_seconds(time)) ? 1 : 0;
  }
  EXPECT_EQ(answers, 0);
}

Speech::Answer answer(double offset, Time from, std::uint32_t speaker = 1) {
  return {.estimate = {.from = from, .to = from + 10s, .offset = offset, .error = 130},
          .track = speaker,
          .speaker = speaker};
}

TEST(LipBaseline, TellsAChangeOfOneSpeaker) {
  LipBaseline lips;
  lips.take(answer(-60, 0s));
  lips.take(answer(-52, 5s));
  lips.take(answer(0, 20s));
  EXPECT_FALSE(lips.change());  // that is no step
  lips.take(answer(60, 30s));
  EXPECT_FALSE(lips.change());  // this is one, if somebody says it again
  lips.take(answer(64, 35s));
  ASSERT_TRUE(lips.change());
  EXPECT_GE(*lips.change(), 60);
  lips.take(answer(20, 40s));
  EXPECT_TRUE(lips.change());  // not back yet
  lips.take(answer(-40, 60s));
  EXPECT_FALSE(lips.change());
}

TEST(LipBaseline, IsInNoHurryWithAnotherSpeaker) {
  LipBaseline lips;
  lips.take(answer(-60, 0s));
  for (const Time from : {10s, 20s, 30s}) lips.take(answer(60, from, 2));
  EXPECT_FALSE(lips.change());
  for (const Time from : {40s, 50s}) lips.take(answer(220, from, 3));
  EXPECT_TRUE(lips.change());
  EXPECT_EQ(lips.limit(), 150);
}

TEST(LipBaseline, TellsWhatNobodyCanMiss) {
  LipBaseline lips;
  lips.take(answer(300, 0s));
  lips.take(answer(310, 5s));  // of the same moments
  EXPECT_FALSE(lips.gross());
  lips.take(answer(305, 10s));
  EXPECT_TRUE(lips.gross());
  lips.take(answer(240, 20s));
  EXPECT_FALSE(lips.gross());
  lips.take(answer(-300, 30s));
  lips.take(answer(300, 40s));
  EXPECT_FALSE(lips.gross());
}

/// What the detector tells of a conversation.
Events told(const Conversation& talk) {
  AvSync avsync;
  Events events;
  for (int i = 0; i < talk.seconds * 25; ++i) {
    const double time = i / 25.0;
    const double late = talk.late + (time >= talk.step_at ? talk.step : 0);
    const Stamp stamp{at_seconds(time), 40ms};
    avsync.take(PictureNote{.time = at_seconds(time),
                            .stamp = stamp,
                            .flash = {},
                            .cells = {},
                            .face = {.state = FaceState::followed,
                                     .track = 1,
                                     .speaker = 1,
                                     .mouth = talk.seen.mouth(time, talk.vague)}},
                false, events);
    avsync.take(SoundNote{.time = at_seconds(time),
                          .stamp = stamp,
                          .frames = 1920,
                          .rate = 48000,
                          .beeps = {},
                          .prints = {},
                          .speech = {talk.heard.sounds(time, time + 0.035, late)}},
                false, events);
    while (avsync.step(events)) {
    }
    if (i % 25 == 0) avsync.sample(events);
  }
  for (const Side side : {Side::picture, Side::sound}) {
    avsync.leave(side);
    avsync.finish(side, "eos", events);
  }
  return events;
}

TEST(AvSyncSpeech, IsInSamples) {
  const auto events = told({.late = 0.1});
  const auto samples = phase_of(events, Phase::sample, "offset");
  EXPECT_EQ(samples.size(), events.size());  // which is no alarm
  EXPECT_EQ(text_detail(samples[5], "reason"), "face not seen for long enough");
  const Event& last = samples.back();
  EXPECT_EQ(text_detail(last, "reason"), "");
  EXPECT_EQ(text_detail(last, "source"), "speech");
  EXPECT_EQ(number_detail(last, "error"), 130);
  EXPECT_NEAR(number_detail(last, "offset_speech"), 100, 60);
  EXPECT_NEAR(last.value, 100, 60);
  EXPECT_GT(last.confidence, 0.6);
  EXPECT_GT(number_detail(last, "coverage"), 0.5);
}

TEST(AvSyncSpeech, TellsAShift) {
  const auto events = told({.seconds = 80, .step_at = 30, .step = 0.1});
  const auto shifts = phase_of(events, Phase::begin, "shift");
  ASSERT_EQ(shifts.size(), 1U);
  EXPECT_NEAR(shifts[0].value, 100, 10);
  EXPECT_EQ(shifts[0].threshold, 60);
  EXPECT_EQ(shifts[0].unit, "ms");
  EXPECT_EQ(shifts[0].severity, Severity::warning);
  EXPECT_EQ(text_detail(shifts[0], "words"),
            "sound " + std::to_string(std::lround(shifts[0].value)) + " ms later than it was");
  EXPECT_GE(shifts[0].running_time, 40s);
  EXPECT_LE(shifts[0].running_time, 60s);
  EXPECT_EQ(phase_of(events, Phase::end, "shift").size(), 1U);
  EXPECT_EQ(phase_of(events, Phase::begin, "offset").size(), 0U);
}

TEST(AvSyncSpeech, AlarmsOfGrossOffsetsOnly) {
  EXPECT_EQ(phase_of(told({.seconds = 60, .late = 0.15}), Phase::begin, "offset").size(), 0U);
  const auto offsets = phase_of(told({.seconds = 60, .late = 0.4}), Phase::begin, "offset");
  ASSERT_EQ(offsets.size(), 1U);
  EXPECT_NEAR(offsets[0].value, 400, 60);
  EXPECT_EQ(offsets[0].threshold, 250);
  EXPECT_EQ(text_detail(offsets[0], "source"), "speech");
  EXPECT_NE(text_detail(offsets[0], "words").find("give or take 130 ms"), std::string::npos);
}

}  // namespace avsync_speech_test
}  // namespace vqa::test
