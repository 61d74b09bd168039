// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vqa::fleet {

/// What vqamonitor and its parts can be told, as GStreamer knows it on this machine.
class Properties {
 public:
  /// Null if there is no vqamonitor.
  static std::unique_ptr<Properties> load();
  ~Properties();
  Properties(const Properties&) = delete;
  Properties& operator=(const Properties&) = delete;

  /// What is wrong with KEY = VALUE, and the remedy; `key` is "property" or "part::property".
  std::optional<std::string> problem(const std::string& key, const std::string& value);
  std::optional<std::string> problem_of_uri(const std::string& uri);
  const std::vector<std::string>& detectors() const { return detectors_; }

 private:
  explicit Properties(GstElement* monitor);
  std::optional<std::string> problem_of_value(GParamSpec* spec, const std::string& value) const;

  GstElement* monitor_;
  std::map<std::string, GstElement*> parts_;  ///< the monitor holds them
  std::vector<std::string> detectors_;
  std::map<std::string, bool> protocols_;
};

}  // namespace vqa::fleet
