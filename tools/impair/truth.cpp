// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/truth.h"

#include <gst/gst.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "impair/sound_truth.h"

namespace vqa::impair {
namespace {

using Json = nlohmann::ordered_json;

Json parameters_of(const Defect& defect) {
  Json parameters = Json::object();
  for (std::size_t i = 0; i < defect.values.size(); ++i) {
    const Parameter& parameter = defect.kind->parameters[i];
    const double value = defect.values[i];
    const bool whole = parameter.whole;
    if (whole) {
      parameters[parameter.name] = static_cast<int>(value);
    } else if (parameter.words.empty()) {
      parameters[parameter.name] = value;
    } else {
      parameters[parameter.name] = parameter.words[static_cast<std::size_t>(value)];
    }
  }
  return parameters;
}

Json format_of(const Coding& coding) {
  if (!coding.has_picture()) return {{"sound", coding.sound.name}};
  return {{"codec", coding.codec},
          {"width", coding.width},
          {"height", coding.height},
          {"fps", std::to_string(coding.rate.over) + "/" + std::to_string(coding.rate.under)},
          {"bitrate", coding.bitrate},
          {"gop", coding.gop},
          {"interlaced", coding.interlaced},
          {"sound", coding.sound.name}};
}

Json frames_of(const std::vector<FrameDamage>& frames) {
  const auto rounded = [](double share) { return std::round(share * 1e5) / 1e5; };
  Json list = Json::array();
  for (const FrameDamage& frame : frames) {
    list.push_back({{"pts", frame.time},
                    {"damaged", rounded(frame.damaged)},
                    {"visible", rounded(frame.visible)}});
  }
  return list;
}

class Truth {
 public:
  Truth(const Origin& origin, const std::vector<Defect>& defects, const Outcome& outcome)
      : origin_(origin), defects_(defects), outcome_(outcome) {}

  Json defects() const {
    Json list = Json::array();
    for (std::size_t i = 0; i < defects_.size(); ++i) {
      list.push_back(defects_[i].kind->heard() ? heard(i)
                     : defects_[i].breaks()    ? broken(i)
                                               : drawn(defects_[i]));
    }
    return list;
  }

 private:
  std::int64_t ns(std::int64_t frame) const {
    const Ratio& rate = origin_.coding.rate;
    return static_cast<std::int64_t>(gst_util_uint64_scale(
        static_cast<guint64>(frame), GST_SECOND * static_cast<guint64>(rate.under),
        static_cast<guint64>(rate.over)));
  }

  Json drawn(const Defect& defect) const {
    const char* report = defect.report();
    return {{"kind", defect.kind->name},
            {"start", ns(defect.first)},
            {"duration", ns(defect.end) - ns(defect.first)},
            {"is_defect", defect.kind->is_defect},
            {"report", report != nullptr ? Json(report) : Json()},
            {"parameters", parameters_of(defect)}};
  }

  Json heard(std::size_t index) const {
    Json json = drawn(defects_[index]);
    tell_of_sound(defects_[index], outcome_.heard[index], json);
    return json;
  }

  // When and whether it shows depends on what was coded, and on the decoder.
  Json broken(std::size_t index) const {
    constexpr double kSeen = 0.001;
    const Defect& defect = defects_[index];
    Json json = drawn(defect);
    json["planned"] = {{"start", json["start"]}, {"duration", json["duration"]}};
    std::int64_t start = -1, end = -1;
    bool seen = false;
    for (const FrameDamage& frame : outcome_.frames) {
      if (owner_of(frame) != &defect) continue;
      if (start < 0) start = frame.time;
      end = frame.time + ns(1);
      seen = seen || frame.visible > kSeen;
    }
    if (start >= 0) {
      json["start"] = start;
      json["duration"] = end - start;
    }
    if (!seen) json["report"] = nullptr;
    json["also"] = Json::array();
    if (outcome_.gaps[index] > 0) json["also"].push_back("transport/loss");
    return json;
  }

  // The last one that began before; pictures that are shown before others may depend on them.
  const Defect* owner_of(const FrameDamage& frame) const {
    constexpr std::int64_t kReordered = 10;
    const Defect* owner = nullptr;
    for (const Defect& defect : defects_) {
      if (!defect.breaks()) continue;
      if (owner == nullptr ||
          ns(std::max<std::int64_t>(defect.first - kReordered, 0)) <= frame.time)
        owner = &defect;
    }
    return owner;
  }

  const Origin& origin_;
  const std::vector<Defect>& defects_;
  const Outcome& outcome_;
};

}  // namespace

std::string truth_json(const Origin& origin, const std::vector<Defect>& defects,
                       const Outcome& outcome) {
  const Ratio& rate = origin.coding.rate;
  Json truth = {{"clip", origin.clip},
                {"source", origin.source},
                {"seed", origin.seed},
                {"seconds", static_cast<double>(origin.frames) / rate.value()},
                {"command", origin.command},
                {"format", format_of(origin.coding)},
                {"defects", Truth(origin, defects, outcome).defects()}};
  const bool broken = std::any_of(defects.begin(), defects.end(),
                                  [](const Defect& defect) { return defect.breaks(); });
  if (broken) truth["frames"] = frames_of(outcome.frames);
  return truth.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vqa::impair
