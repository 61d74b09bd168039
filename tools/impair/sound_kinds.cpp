// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/kind.h"
#include "impair/sound_level.h"

namespace vqa::impair {
namespace {

const Parameter kChannel = {"channel", "which of them is hit", 0, 0, 2, {"all", "left", "right"}};
const Parameter kFloor = {"floor", "noise that is left, in dBFS; -120 for nothing at all", kSilence,
                          kSilence, -40};

Parameter every(double seconds) {
  return {"every", "one in so many seconds, at a random time in them", seconds, 0.01, 60};
}

Parameter level(const char* meaning, double dbfs, double max = 0) {
  return {"level", meaning, dbfs, -90, max};
}

}  // namespace

std::vector<Kind> sound_defects() {
  using Id = Kind::Id;
  return {
      {Id::mute,
       "mute",
       true,
       "the sound is silent, or one channel of it is dead",
       "mute@8+5:channel=left,floor=-80",
       {kChannel,
        kFloor,
        {"offset", "constant voltage that is left, as a share of full scale", 0, -0.5, 0.5}}},
      {Id::dropout,
       "dropout",
       true,
       "short holes with abrupt edges",
       "dropout@8+5:length=40,every=1",
       {{"length", "of a hole, in ms", 40, 1, 500}, every(1), kChannel, kFloor}},
      {Id::repeat,
       "repeat",
       true,
       "what was just heard is heard again and again, as from a decoder that gets nothing",
       "repeat@8+5:frame=1024,times=4",
       {{"frame", "what is repeated, in samples", 1024, 64, 4096, {}, true},
        {"times", "how often", 4, 1, 100, {}, true},
        every(1)}},
      {Id::click,
       "click",
       true,
       "clicks: impulses that are in no programme",
       "click@8+5:level=-6,every=1",
       {level("of an impulse, in dBFS", -6),
        {"width", "of an impulse, in samples", 1, 1, 48, {}, true},
        every(1),
        kChannel}},
      {Id::clipping,
       "clipping",
       true,
       "too loud for those before, who cut off the peaks",
       "clipping@8+5:gain=12,level=-6",
       {{"gain", "in dB, before they are cut off at full scale", 12, 0, 60},
        level("where full scale is put afterwards, in dBFS", 0)}},
      {Id::hum,
       "hum",
       true,
       "hum of the mains",
       "hum@8+5:frequency=50,level=-40",
       {{"frequency", "in Hz", 50, 20, 400},
        level("of the lowest of its tones, in dBFS", -40),
        {"harmonics", "tones above it, each softer", 4, 0, 20, {}, true},
        kChannel}},
      {Id::invert,
       "invert",
       true,
       "one channel is upside down, so that both together cancel out",
       "invert@8+5:channel=right",
       {{"channel", "which", 1, 0, 1, {"left", "right"}}}},
      {Id::gain,
       "gain",
       true,
       "the sound is suddenly softer, or louder",
       "gain@8+5:db=-20",
       {{"db", "by how much", -20, -60, 40}, kChannel}},
      {Id::av_offset,
       "av-offset",
       true,
       "the sound is not where its picture is",
       "av-offset@8+5:ms=200",
       {{"ms", "by how much it is late; negative: early", 200, -5000, 5000},
        {"ppm", "by how much more with time, in millionths", 0, -10000, 10000}}},
      {Id::restamp,
       "restamp",
       true,
       "the time stamps of one side are others; what is seen and heard is the same",
       "restamp@8+5:side=sound,ms=200",
       {{"side", "whose", 0, 0, 1, {"sound", "picture"}},
        {"ms", "by how much they are later; negative: earlier", 200, -5000, 5000}}},
  };
}

std::vector<Kind> sound_baits() {
  using Id = Kind::Id;
  return {
      {Id::hush,
       "hush",
       false,
       "a soft passage",
       "hush@8+5:db=-30",
       {{"db", "how much softer", -30, -60, 0}}},
      {Id::fadeout, "fadeout", false, "the sound fades out, and in again", "fadeout@8+5"},
      {Id::staccato,
       "staccato",
       false,
       "the sound is off and on in a rhythm, with soft edges: staccato, or pauses of a speaker",
       "staccato@8+5:on=0.08,every=0.2",
       {{"on", "how long it is on, in s", 0.08, 0.01, 10},
        {"every", "from one beginning to the next, in s", 0.2, 0.02, 20},
        {"edge", "how long it takes to come and go, in ms", 15, 2, 1000},
        kFloor}},
      {Id::applause,
       "applause",
       false,
       "applause",
       "applause@8+5:level=-20",
       {level("of the loudest hands, in dBFS", -20, -3)}},
      {Id::drums,
       "drums",
       false,
       "a drum solo, and nothing else",
       "drums@8+5:level=-6",
       {level("of the loudest drum, in dBFS", -6, -3)}},
      {Id::bass,
       "bass",
       false,
       "a bass solo, whose notes are as low as hum",
       "bass@8+5:level=-12",
       {level("of its strings, in dBFS", -12, -3)}},
      {Id::mono, "mono", false, "both channels are the same", "mono@8+5"},
      {Id::loud,
       "loud",
       false,
       "compressed until it is as loud as can be, with round peaks that nothing cuts off",
       "loud@8+5:gain=12",
       {{"gain", "in dB", 12, 0, 40}}},
  };
}

}  // namespace vqa::impair
