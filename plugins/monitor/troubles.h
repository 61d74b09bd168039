// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <mutex>
#include <string>

#include "glue/raii.h"
#include "monitor/monitor.h"

namespace vqa::gst {

/// An error that a part posted.
struct Trouble {
  Obstacle obstacle = Obstacle::other;
  std::string said, debug;
  GQuark domain = 0;
  int code = 0;
  bool is_ours = false;  ///< from an element of this plugin, which says itself what is to be done
};

/// What goes wrong in the parts of a bin, in words that name the input and the remedy. The parts
/// know neither, and quote the address with user and password in it.
class Troubles {
 public:
  explicit Troubles(GstElement* bin) : bin_(bin) {}

  /// From now on it is about this stream, and nothing has failed yet.
  void begin(const std::string& uri);
  /// What a part posted, but for errors, or what it means, or nothing if that is nobody's business.
  Message translate(Message message);
  /// `is_remote`: posted by what reads something through a network.
  Trouble understand(GstMessage* error, bool is_remote) const;
  /// The monitor fails. Of several troubles the first one is the cause, and the others follow.
  void fail(const Trouble& trouble);

  void fail(GQuark domain, int code, const std::string& text, const std::string& debug = "");
  void warn(GQuark domain, int code, const std::string& text);
  /// Has anything failed since begin()? Posts that again.
  bool has_failed();

 private:
  void note_missing(GstMessage* message);
  bool quotes_secrets(std::string text) const;
  bool quotes_secrets(GstMessage* message) const;

  GstElement* bin_;
  std::string uri_;
  std::string missing_;  ///< what was not installed
  bool missing_source_ = false;
  bool is_text_ = false;  ///< what comes: a web page that says why there is no stream, say

  std::mutex mutex_;
  Message failure_;  ///< the first one
};

}  // namespace vqa::gst
