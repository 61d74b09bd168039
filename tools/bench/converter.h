// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/app/gstappsink.h>

#include <deque>
#include <string>
#include <vector>

#include "bench/measured_pipeline.h"
#include "bench/object_store.h"

namespace vqa::bench {

/// Puts what arrives at the appsinks `pictures` and `sound` of a pipeline into the store, an object
/// for each second and side.
class Converter {
 public:
  Converter(MeasuredPipeline& pipeline, ObjectStore& store);

  /// Puts that second there. Returns false if the stream is over before.
  bool convert(int second);

 private:
  struct Taken {
    GstSample* sample;
    guint64 running_time;
  };
  struct Side {
    std::string name;
    gst::Element sink;
    std::deque<Taken> waiting;  ///< of a second that has not come yet
    guint64 last = 0;
    bool over = false;
  };

  std::vector<Taken> take(Side& side, guint64 until);
  void put(const Side& side, int second, const std::vector<Taken>& taken);

  MeasuredPipeline& pipeline_;
  ObjectStore& store_;
  std::vector<Side> sides_;
};

}  // namespace vqa::bench
