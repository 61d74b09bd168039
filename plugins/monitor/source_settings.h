// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <string>

namespace vqa::gst {

/// What the elements that read live streams are to be told, whichever of them reads this one.
class SourceSettings {
 public:
  struct Values {
    std::uint64_t variant = 0;  ///< speed of the connection, in kbit/s
    GstClockTime latency = 0;
  };

  void attach(GstElement* uridecodebin);
  /// Before anything is read.
  void set(const Values& values);

 private:
  std::string uri() const;
  void set_up(GstElement* source) const;
  void help_finding_type(GstElement* element) const;

  GstElement* decode_ = nullptr;
  Values values_;
};

}  // namespace vqa::gst
