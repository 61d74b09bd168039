// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/app/gstappsrc.h>
#include <gst/audio/audio.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/measured_pipeline.h"
#include "bench/object_store.h"
#include "bench/second.h"

namespace vqa::bench {

/// Feeds the appsrcs `pictures` and `sound` of a pipeline with seconds from the store, and puts
/// what its detector says of each one there.
class Detection {
 public:
  Detection(MeasuredPipeline& pipeline, ObjectStore& store, std::string name);

  void detect(int second);
  /// What the detector says at the end of the stream.
  void finish();

 private:
  struct FreeMemory {
    void operator()(GstMemory* memory) const { gst_memory_unref(memory); }
  };
  struct Side {
    std::string name, caps;
    std::optional<GstAudioInfo> apart;  ///< of sound whose channels lie one behind the other
    gst::Element source;
    std::unique_ptr<GstMemory, FreeMemory> block;  ///< of the last second
  };

  void fetch(Side& side, int second);
  void push(Side& side, const ReadHead& read);
  void set_caps(Side& side, const std::string& caps);
  void put_result(const std::string& second);

  MeasuredPipeline& pipeline_;
  ObjectStore& store_;
  std::string name_;
  std::vector<Side> sides_;
  std::int64_t pushed_ = 0;
};

}  // namespace vqa::bench
