// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/truth.h"

#include <gst/gst.h>

#include <nlohmann/json.hpp>

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
  return {{"codec", coding.codec},
          {"width", coding.width},
          {"height", coding.height},
          {"fps", std::to_string(coding.rate.over) + "/" + std::to_string(coding.rate.under)},
          {"bitrate", coding.bitrate},
          {"gop", coding.gop},
          {"interlaced", coding.interlaced}};
}

}  // namespace

std::string truth_json(const Origin& origin, const std::vector<Defect>& defects) {
  const Ratio& rate = origin.coding.rate;
  const auto ns = [&rate](std::int64_t frame) {
    return gst_util_uint64_scale(static_cast<guint64>(frame),
                                 GST_SECOND * static_cast<guint64>(rate.under),
                                 static_cast<guint64>(rate.over));
  };
  Json list = Json::array();
  for (const Defect& defect : defects) {
    const char* report = defect.report();
    list.push_back({{"kind", defect.kind->name},
                    {"start", ns(defect.first)},
                    {"duration", ns(defect.end) - ns(defect.first)},
                    {"is_defect", defect.kind->is_defect},
                    {"report", report != nullptr ? Json(report) : Json()},
                    {"parameters", parameters_of(defect)}});
  }
  return Json{{"clip", origin.clip},
              {"source", origin.source},
              {"seed", origin.seed},
              {"seconds", static_cast<double>(origin.frames) / rate.value()},
              {"command", origin.command},
              {"format", format_of(origin.coding)},
              {"defects", list}}
             .dump(2, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

}  // namespace vqa::impair
