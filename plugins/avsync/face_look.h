// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "avsync/face_note.h"
#include "avsync/face_search.h"
#include "avsync/face_track.h"
#include "avsync/picture_cells.h"
#include "core/view.h"

namespace vqa {

/// Finds a face and follows its mouth. Looking for faces takes as long as a picture lasts, so it
/// happens elsewhere, now and then, and is told of some pictures later; following one is quick.
class FaceLook {
 public:
  explicit FaceLook(FaceSearch::Prepare prepare = haar()) : search_(std::move(prepare)) {}
  /// How faces are found if nobody says otherwise.
  static FaceSearch::Prepare haar();

  /// How much wider than high a pixel is on the screen.
  void set_aspect(double aspect) { pixel_ = aspect; }
  FaceNote take(const VideoFrame& frame, const PictureCells& cells);
  /// What comes next has nothing to do with what was.
  void reset();
  /// Ends the thread that looks for faces, until there are pictures again.
  void stop() { search_.stop(); }

 private:
  struct Question {
    Time at{};
    bool around = false;  ///< the face that is followed, and nowhere else
    double left = 0, top = 0, scale = 1;
    int cuts = 0;
  };
  void notice_cut(const PictureCells& cells);
  void ask(const VideoFrame& frame);
  void listen(const VideoFrame& frame, const PictureCells& cells);
  void check(const std::vector<FaceBox>& faces, const VideoFrame& frame);
  void choose(const std::vector<FaceBox>& faces, const VideoFrame& frame,
              const PictureCells& cells);
  void start(const FaceBox& box, const VideoFrame& frame);
  void lose();
  void rest(Time now);

  FaceSearch search_;
  double pixel_ = 1, aspect_ = 1;  ///< the same, of what is looked at: maybe a field
  std::optional<Question> asked_;
  Time ask_next_{};
  std::optional<Time> looked_, last_face_;
  PictureCells before_;
  bool any_before_ = false;
  int cuts_ = 0;

  std::unique_ptr<FaceTrack> track_, lost_;
  int lost_at_ = 0;  ///< after as many cuts
  Time lost_time_{}, watch_from_{};
  std::uint32_t tracks_ = 0, speakers_ = 0;
  int misses_ = 0;
  FaceState without_ = FaceState::none;  ///< as long as none is followed
};

}  // namespace vqa
