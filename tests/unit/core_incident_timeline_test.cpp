// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "core/incident.h"
#include "support/incident_invariants.h"

namespace vqa {
namespace core_incident_timeline_test {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
using Milliseconds = std::chrono::milliseconds;

// One step of a timeline, times in ms.
using Step = std::function<void(IncidentTracker&, Events&)>;

Step see(int at, double value) {
  return [=](auto& tracker, auto& out) { tracker.observe(Milliseconds(at), value, 1, out); };
}
Step say(Verdict verdict, int at, std::optional<int> onset) {
  return [=](auto& tracker, auto& out) {
    Judgement judgement{.time = Milliseconds(at), .verdict = verdict, .value = 7};
    if (onset) judgement.onset = Milliseconds(*onset);
    tracker.judge(judgement, out);
  };
}
Step bad(int at, std::optional<int> onset = {}) { return say(Verdict::bad, at, onset); }
Step good(int at) { return say(Verdict::good, at, {}); }
Step undecided(int at) { return say(Verdict::undecided, at, {}); }
Step stop(const char* reason) {
  return [=](auto& tracker, auto& out) { tracker.finish(reason, out); };
}
Step change_rules(IncidentRules rules) {
  return [=](auto& tracker, auto&) { tracker.configure(rules); };
}

std::string line_of(const Event& event) {
  const auto ms = [](Time time) { return time.count() / 1'000'000; };
  std::ostringstream line;
  line << to_string(event.phase) << " " << to_string(event.severity) << " #" << event.incident
       << " @" << ms(event.running_time) << " start " << ms(event.start) << " lasted "
       << ms(event.duration) << " value " << event.value;
  for (const auto& [name, detail] : event.details) line << " " << std::get<std::string>(detail);
  return line.str();
}

struct Case {
  const char* name;
  IncidentRules rules;
  std::vector<Step> steps;
  std::vector<std::string> lines;
};
void PrintTo(const Case& test, std::ostream* out) { *out << test.name; }

constexpr auto kBelow = IncidentRules::Bad::below;

// Bad at 5 and more, good under 3; critical at 9; a second to raise, half a second to clear.
IncidentRules usual() {
  return {.raise_level = 5,
          .clear_level = 3,
          .critical_level = 9,
          .raise_time = 1s,
          .critical_time = 4s,
          .clear_time = 500ms,
          .max_gap = 10s};
}
IncidentRules at_once() { return {.raise_level = 5, .clear_level = 5}; }
IncidentRules with(IncidentRules rules, const std::function<void(IncidentRules&)>& change) {
  change(rules);
  return rules;
}

const std::vector<Case> kRaising = {
    {"GoodIsNoNews", usual(), {see(0, 0), see(5000, 4.9), see(9000, 0)}, {}},
    {"RaisedAtOnceWithoutRaiseTime",
     at_once(),
     {see(0, 5)},
     {"begin warning #1 @0 start 0 lasted 0 value 5"}},
    {"RaisedWhenBadForTheRaiseTime",
     usual(),
     {see(1000, 5), see(1999, 5), see(2000, 6), see(2100, 6)},
     {"begin warning #1 @2000 start 1000 lasted 1000 value 6"}},
    {"NotRaisedWhenInterrupted", usual(), {see(0, 5), see(900, 2), see(1000, 5), see(1900, 5)}, {}},
    {"NotRaisedWhenItFallsIntoTheBand",
     usual(),
     {see(0, 5), see(900, 4), see(1000, 5), see(1900, 5), see(2000, 5)},
     {"begin warning #1 @2000 start 1000 lasted 1000 value 5"}},
    {"TheBandAloneRaisesNothing", usual(), {see(0, 4), see(5000, 4.99), see(9000, 3)}, {}},
    {"CriticalFromTheFirstMoment",
     at_once(),
     {change_rules(with(at_once(), [](auto& r) { r.critical_level = 9; })), see(0, 9)},
     {"begin critical #1 @0 start 0 lasted 0 value 9"}},
    {"CriticalByLevel",
     usual(),
     {see(0, 5), see(1000, 5), see(1500, 8.9), see(1600, 9), see(1700, 12)},
     {"begin warning #1 @1000 start 0 lasted 1000 value 5",
      "update critical #1 @1600 start 0 lasted 1600 value 9"}},
    {"CriticalByTime",
     usual(),
     {see(0, 5), see(1000, 5), see(3999, 5), see(4000, 6), see(8000, 6)},
     {"begin warning #1 @1000 start 0 lasted 1000 value 5",
      "update critical #1 @4000 start 0 lasted 4000 value 6"}},
    {"UpdateTellsOnlyOnceAndNeverGoesBack",
     usual(),
     {see(0, 9), see(1000, 9), see(1100, 5), see(1200, 9), see(5000, 9)},
     {"begin critical #1 @1000 start 0 lasted 1000 value 9"}},
    {"BadBelow",
     {.bad = kBelow, .raise_level = -50, .clear_level = -40, .critical_level = -70},
     {see(0, -49), see(10, -50), see(20, -45), see(30, -70), see(40, -39)},
     {"begin warning #1 @10 start 10 lasted 0 value -50",
      "update critical #1 @30 start 10 lasted 20 value -70",
      "end critical #1 @40 start 10 lasted 30 value -39 cleared"}},
};

const std::vector<Case> kClearing = {
    {"ClearedWhenGoodForTheClearTime",
     usual(),
     {see(0, 5), see(1000, 5), see(1500, 2), see(1999, 2), see(2000, 1), see(3000, 1)},
     {"begin warning #1 @1000 start 0 lasted 1000 value 5",
      "end warning #1 @2000 start 0 lasted 1500 value 1 cleared"}},
    {"RelapseCancelsTheClearing",
     usual(),
     {see(0, 5), see(1000, 5), see(1500, 2), see(1900, 6), see(2100, 2), see(2599, 2),
      see(2600, 2)},
     {"begin warning #1 @1000 start 0 lasted 1000 value 5",
      "end warning #1 @2600 start 0 lasted 2100 value 2 cleared"}},
    {"TheBandAloneClearsNothing",
     usual(),
     {see(0, 5), see(1000, 5), see(1500, 3), see(9000, 4.9), see(9100, 4.9), stop("eos")},
     {"begin warning #1 @1000 start 0 lasted 1000 value 5",
      "end warning #1 @9100 start 0 lasted 9100 value 4.9 eos"}},
    {"ClearedAtOnceWithoutClearTime",
     at_once(),
     {see(0, 5), see(40, 4)},
     {"begin warning #1 @0 start 0 lasted 0 value 5",
      "end warning #1 @40 start 0 lasted 40 value 4 cleared"}},
    {"TheNextIncidentHasTheNextNumber",
     at_once(),
     {see(0, 5), see(40, 4), see(80, 5), see(120, 4)},
     {"begin warning #1 @0 start 0 lasted 0 value 5",
      "end warning #1 @40 start 0 lasted 40 value 4 cleared",
      "begin warning #2 @80 start 80 lasted 0 value 5",
      "end warning #2 @120 start 80 lasted 40 value 4 cleared"}},
    {"SeverityIsForgottenWithTheIncident",
     with(at_once(), [](auto& r) { r.critical_level = 9; }),
     {see(0, 9), see(40, 4), see(80, 5)},
     {"begin critical #1 @0 start 0 lasted 0 value 9",
      "end critical #1 @40 start 0 lasted 40 value 4 cleared",
      "begin warning #2 @80 start 80 lasted 0 value 5"}},
    {"FinishEndsWhatIsOpenAtTheLastSight",
     usual(),
     {see(0, 5), see(1000, 6), see(1800, 7), stop("eos")},
     {"begin warning #1 @1000 start 0 lasted 1000 value 6",
      "end warning #1 @1800 start 0 lasted 1800 value 7 eos"}},
    {"FinishWhileClearingEndsAtTheFirstGoodSight",
     usual(),
     {see(0, 5), see(1000, 6), see(1500, 1), see(1800, 1), stop("caps")},
     {"begin warning #1 @1000 start 0 lasted 1000 value 6",
      "end warning #1 @1800 start 0 lasted 1500 value 1 caps"}},
    {"FinishWithNothingOpenSaysNothing",
     usual(),
     {stop("eos"), see(0, 5), stop("eos"), stop("eos")},
     {}},
    {"FinishForgetsWhatWasAboutToBegin",
     usual(),
     {see(0, 5), see(900, 5), stop("flush"), see(1000, 5), see(1900, 5)},
     {}},
};

const std::vector<Case> kOddTimes = {
    {"AGapEndsItWhereItWasLastSeen",
     usual(),
     {see(0, 5), see(1000, 5), see(11'001, 5), see(11'900, 5), see(12'001, 5)},
     {"begin warning #1 @1000 start 0 lasted 1000 value 5",
      "end warning #1 @1000 start 0 lasted 1000 value 5 gap",
      "begin warning #2 @12001 start 11001 lasted 1000 value 5"}},
    {"TheLongestGapIsStillNone",
     usual(),
     {see(0, 5), see(1000, 5), see(11'000, 6)},
     {"begin warning #1 @1000 start 0 lasted 1000 value 5",
      "update critical #1 @11000 start 0 lasted 11000 value 6"}},
    {"AGapForgetsWhatWasAboutToBegin", usual(), {see(0, 5), see(10'001, 5)}, {}},
    {"TimeRunningBackwardsEndsIt",
     usual(),
     {see(5000, 5), see(6000, 5), see(5999, 5), see(6999, 5)},
     {"begin warning #1 @6000 start 5000 lasted 1000 value 5",
      "end warning #1 @6000 start 5000 lasted 1000 value 5 discontinuity",
      "begin warning #2 @6999 start 5999 lasted 1000 value 5"}},
    {"TimeStandingStillIsNoJump",
     at_once(),
     {see(10, 5), see(10, 5), see(10, 4)},
     {"begin warning #1 @10 start 10 lasted 0 value 5",
      "end warning #1 @10 start 10 lasted 0 value 4 cleared"}},
    {"AnOnsetThatTheDetectorKnows",
     usual(),
     {good(0), bad(3000, 2500), bad(3400, 3400), bad(3500, 0)},
     {"begin warning #1 @3500 start 2500 lasted 1000 value 7"}},
    {"AnOldOnsetRaisesAtOnce",
     usual(),
     {good(0), bad(3000, 1000)},
     {"begin warning #1 @3000 start 1000 lasted 2000 value 7"}},
    {"AnOnsetInTheFutureIsNow",
     usual(),
     {bad(1000, 9000), bad(2000)},
     {"begin warning #1 @2000 start 1000 lasted 1000 value 7"}},
    {"AnOnsetBeforeTheEndOfThePreviousIncidentIsThatEnd",
     at_once(),
     {bad(0), bad(100), good(200), bad(300, 50)},
     {"begin warning #1 @0 start 0 lasted 0 value 7",
      "end warning #1 @200 start 0 lasted 200 value 7 cleared",
      "begin warning #2 @300 start 200 lasted 100 value 7"}},
    {"UndecidedKeepsWhatIs",
     usual(),
     {undecided(0), bad(100), bad(1100), undecided(5000), undecided(9000), good(9100), good(9600)},
     {"begin warning #1 @1100 start 100 lasted 1000 value 7",
      "end warning #1 @9600 start 100 lasted 9000 value 7 cleared"}},
    {"ReconfiguredWhileOpen",
     usual(),
     {see(0, 5), see(1000, 5),
      change_rules(with(usual(),
                        [](auto& r) {
                          r.raise_level = 20;
                          r.clear_level = 10;
                          r.clear_time = 0s;
                        })),
      see(2000, 12), see(2100, 9)},
     {"begin warning #1 @1000 start 0 lasted 1000 value 5",
      "end warning #1 @2100 start 0 lasted 2100 value 9 cleared"}},
    {"ReconfiguredToACriticalTimeThatIsOver",
     usual(),
     {see(0, 5), see(2000, 5),
      change_rules(with(usual(), [](auto& r) { r.critical_time = 1500ms; })), see(2100, 5)},
     {"begin warning #1 @2000 start 0 lasted 2000 value 5",
      "update critical #1 @2100 start 0 lasted 2100 value 5"}},
};

const std::vector<Case> kOddValues = {
    {"NotANumberRaisesNothing", usual(), {see(0, kNan), see(5000, kNan), see(9000, kNan)}, {}},
    {"NotANumberClearsNothing",
     usual(),
     {see(0, 5), see(1000, 5), see(2000, kNan), see(5000, kNan), see(5100, 5), stop("eos")},
     {"begin warning #1 @1000 start 0 lasted 1000 value 5",
      "update critical #1 @5100 start 0 lasted 5100 value 5",
      "end critical #1 @5100 start 0 lasted 5100 value 5 eos"}},
    {"InfinityIsAboveEverything",
     at_once(),
     {see(0, kInf), see(40, -kInf)},
     {"begin warning #1 @0 start 0 lasted 0 value inf",
      "end warning #1 @40 start 0 lasted 40 value -inf cleared"}},
    {"MinusInfinityIsBelowEverything",
     {.bad = kBelow, .raise_level = -60, .clear_level = -60, .critical_level = -90},
     {see(0, -kInf), see(40, kInf)},
     {"begin critical #1 @0 start 0 lasted 0 value -inf",
      "end critical #1 @40 start 0 lasted 40 value inf cleared"}},
};

class Incident : public testing::TestWithParam<Case> {};

TEST_P(Incident, IsToldAs) {
  IncidentNumbers numbers;
  IncidentTracker tracker("freeze", "freeze", "level", numbers);
  tracker.configure(GetParam().rules);
  Events events;
  test::IncidentInvariants invariants;
  for (const Step& step : GetParam().steps) step(tracker, events);
  std::vector<std::string> lines;
  for (const Event& event : events) {
    lines.push_back(line_of(event));
    EXPECT_EQ(invariants.broken_by(event), "") << lines.back();
  }
  EXPECT_EQ(lines, GetParam().lines);
  EXPECT_EQ(tracker.open(), invariants.open());
}

constexpr auto kCaseName = [](const auto& info) { return std::string(info.param.name); };
INSTANTIATE_TEST_SUITE_P(Raising, Incident, testing::ValuesIn(kRaising), kCaseName);
INSTANTIATE_TEST_SUITE_P(Clearing, Incident, testing::ValuesIn(kClearing), kCaseName);
INSTANTIATE_TEST_SUITE_P(OddTimes, Incident, testing::ValuesIn(kOddTimes), kCaseName);
INSTANTIATE_TEST_SUITE_P(OddValues, Incident, testing::ValuesIn(kOddValues), kCaseName);

}  // namespace core_incident_timeline_test
}  // namespace vqa
