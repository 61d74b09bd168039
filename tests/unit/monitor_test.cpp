// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/monitor.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace vqa {
namespace monitor_test {

using Names = std::vector<std::string>;
const Names kKnown = {"freeze", "black", "blockiness"};

std::string problem_of(std::string_view list) {
  const auto chosen = choose_detectors(list, kKnown);
  const auto* bad = std::get_if<BadDetectors>(&chosen);
  return bad != nullptr ? bad->problem : "";
}
Names chosen(std::string_view list) {
  const auto chosen = choose_detectors(list, kKnown);
  const auto* names = std::get_if<Names>(&chosen);
  return names != nullptr ? *names : Names{problem_of(list)};
}
bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(ChooseDetectors, AllWhenNoneIsNamed) {
  EXPECT_EQ(chosen(""), kKnown);
  EXPECT_EQ(chosen(" ,\t, "), kKnown);
}

TEST(ChooseDetectors, NamedOnesOnceInTheOrderOfTheKnown) {
  EXPECT_EQ(chosen("black"), Names{"black"});
  EXPECT_EQ(chosen("black,freeze"), (Names{"freeze", "black"}));
  EXPECT_EQ(chosen(" black, ,freeze\tblack,"), (Names{"freeze", "black"}));
}

TEST(ChooseDetectors, AnUnknownNameIsAnErrorThatListsTheKnown) {
  for (const char* list : {"freez", "freeze,freez", "Freez", "freez,black"}) {
    const std::string problem = problem_of(list);
    EXPECT_TRUE(has(problem, "reez\"")) << problem;
    EXPECT_TRUE(has(problem, "freeze, black, blockiness")) << problem;
  }
}

TEST(WithoutSecrets, HidesUserAndPassword) {
  EXPECT_EQ(without_secrets("rtsp://user:secret@host:554/live"), "rtsp://***@host:554/live");
  EXPECT_EQ(without_secrets("http://token@host"), "http://***@host");
  EXPECT_EQ(without_secrets("http://a@b:se@cret@host/x@y"), "http://***@host/x@y");
}

TEST(WithoutSecrets, HidesPasswordsThatNobodyEscaped) {
  for (const char* uri : {"rtsp://user:sec/ret@host:554/live", "rtsp://user:sec?ret@host/live",
                          "http://user:sec#ret@host/live?token=ret"}) {
    EXPECT_FALSE(has(without_secrets(uri), "sec")) << without_secrets(uri);
    EXPECT_FALSE(has(without_secrets(uri), "ret")) << without_secrets(uri);
    EXPECT_TRUE(has(without_secrets(uri), "://***@host")) << without_secrets(uri);
  }
}

TEST(WithoutSecrets, HidesWhatAQueryMayHold) {
  for (const char* uri : {"srt://host:7001?mode=caller&passphrase=secret",
                          "https://user:secret@cdn/live.m3u8?token=secret",
                          "https://cdn/live.m3u8?X-Amz-Signature=secret#secret"}) {
    EXPECT_FALSE(has(without_secrets(uri), "secret")) << without_secrets(uri);
  }
  EXPECT_EQ(without_secrets("srt://host:7001?passphrase=x").find("srt://host:7001"), 0U);
}

TEST(WithoutSecrets, LeavesOtherAddressesAsTheyAre) {
  for (const char* uri : {"", "file:///clips/news@10.ts", "udp://239.1.1.1:5000", "clip.ts",
                          "https://host/@channel/live.m3u8", "https://host:8443/@channel/live.m3u8",
                          "http://[::1]:80/a@b", "://", "rtsp://"}) {
    EXPECT_EQ(without_secrets(uri), uri);
  }
}

TEST(NameFromUri, IsTheFileWithoutItsEnding) {
  EXPECT_EQ(name_from_uri("file:///clips/news.ts"), "news");
  EXPECT_EQ(name_from_uri("/clips/news.ts"), "news");
  EXPECT_EQ(name_from_uri("https://cdn/a/b/master.m3u8?session=4#x"), "master");
  EXPECT_EQ(name_from_uri("file:///clips/news.of.today.ts"), "news.of.today");
  EXPECT_EQ(name_from_uri("file:///clips/.hidden"), ".hidden");
  EXPECT_EQ(name_from_uri("rtsp://host/live/sky-1/"), "sky-1");
}

TEST(NameFromUri, IsTheHostWhereThereIsNoPath) {
  EXPECT_EQ(name_from_uri("udp://239.1.1.1:5000"), "239.1.1.1:5000");
  EXPECT_EQ(name_from_uri("rtsp://user:secret@camera/"), "camera");
  EXPECT_EQ(name_from_uri("srt://host:7001?passphrase=secret"), "host:7001");
}

TEST(NameFromUri, TakesAnythingWithoutFailing) {
  EXPECT_EQ(name_from_uri(""), "");
  EXPECT_EQ(name_from_uri("://"), "");
  EXPECT_EQ(name_from_uri("///"), "");
  EXPECT_EQ(name_from_uri("?"), "");
}

struct Explained {
  const char* name;
  Obstacle obstacle;
  const char* remedy;
};
void PrintTo(const Explained& explained, std::ostream* out) { *out << explained.name; }

class Explain : public testing::TestWithParam<Explained> {
 protected:
  static constexpr const char* kUri = "rtsp://user:secret@host/live?key=secret";
  static std::string said(std::string_view what) {
    return explain(GetParam().obstacle, kUri, what);
  }
};

TEST_P(Explain, NamesTheInputAndTheRemedy) {
  EXPECT_TRUE(has(said("it went wrong"), "rtsp://***@host/live")) << said("it went wrong");
  EXPECT_TRUE(has(said("it went wrong"), GetParam().remedy)) << said("it went wrong");
}

TEST_P(Explain, NeverTellsAPassword) {
  EXPECT_FALSE(has(said("it went wrong"), "secret")) << said("it went wrong");
  const std::string quoting = std::string("Could not open ") + kUri + " and " + kUri + ".";
  EXPECT_FALSE(has(said(quoting), "secret")) << said(quoting);
}

INSTANTIATE_TEST_SUITE_P(
    Obstacles, Explain,
    testing::Values(Explained{"BadUri", Obstacle::bad_uri, "Write file:///"},
                    Explained{"NotFound", Obstacle::not_found, "Check the path or the address"},
                    Explained{"NotAllowed", Obstacle::not_allowed, "Check its permissions"},
                    Explained{"NoSource", Obstacle::no_source, "install gstreamer1.0-plugins"},
                    Explained{"NoDecoder", Obstacle::no_decoder, "Install gstreamer1.0-libav"},
                    Explained{"NoMedia", Obstacle::no_media, "Check that it is a media file"},
                    Explained{"NoData", Obstacle::no_data, "Check the address"},
                    Explained{"Other", Obstacle::other, "GST_DEBUG=3 tells more"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(ExplainMore, AMonitorWithoutInputSaysHowToGiveIt) {
  EXPECT_TRUE(has(explain(Obstacle::no_uri, "", ""), "set uri=file:///"));
}

TEST(ExplainMore, TellsWhatTheFailingPartSaid) {
  for (const Obstacle obstacle :
       {Obstacle::not_found, Obstacle::not_allowed, Obstacle::no_source, Obstacle::no_decoder,
        Obstacle::no_media, Obstacle::no_data, Obstacle::other}) {
    EXPECT_TRUE(has(explain(obstacle, "udp://x", "H.266 decoder"), "H.266 decoder"));
  }
}

}  // namespace monitor_test
}  // namespace vqa
