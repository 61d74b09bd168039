// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "monitor/address.h"
#include "monitor/reconnect.h"
#include "monitor/seam.h"
#include "monitor/troubles.h"

namespace vqa::gst {

/// Keeps a live stream coming: has the decoder of a monitor connect, takes it down when it fails or
/// nothing comes, says so, and has it connect anew. What is behind it lives on, and sees running
/// time go on.
///
/// A stream that turns out to have an end is left to itself.
class Source {
 public:
  struct Listener {
    /// The stream is lost, or known to be for another reason. `is_down`: nothing flows, and the
    /// pads of the decoder are gone.
    std::function<void(const Trouble&, bool is_down)> lost;
    /// It is not tried any more.
    std::function<void(const Trouble&)> given_up;
    /// Data is about to go on, in its thread.
    std::function<void()> data;
  };

  /// `decode` shows its streams as pads, which are all to be passed to `watch`.
  void attach(GstBin* bin, GstElement* decode, Listener listener);

  /// Before PAUSED. What is no network's business is the bin's.
  void prepare(const Address& address, const ReconnectRules& rules);
  /// Is it this that takes care of the decoder, and not the bin?
  bool is_remote() const { return address_.reading != Reading::file; }

  /// Nobody can make it wait.
  bool comes_at_its_pace() const {
    return address_.reading == Reading::arrival || address_.reading == Reading::connection;
  }

  /// In PLAYING, and until before it is left.
  void start();
  void stop();

  /// A pad of the decoder, before anything flows through it.
  void watch(GstPad* pad);
  /// The decoder, which nobody waits for, got to PAUSED: it does not go on by itself.
  void paused();
  /// Something in the decoder failed. False if that is for the monitor to say.
  bool take(const Trouble& trouble);

 private:
  using Clock = Reconnect::Clock;
  enum class Nature : std::uint8_t { unknown, live, finite };

  void work();
  void connect();
  void play();
  void take_down(Trouble trouble);
  void tell_silent();
  Trouble silence() const;
  void see_adaptive(GstElement* element);
  void learn_piece(Time length);
  bool has_end(GstPad* pad) const;
  GstPadProbeReturn data(GstPad* pad, GstPadProbeInfo* info);
  GstPadProbeReturn over();
  void fail(const Trouble& trouble);

  GstBin* bin_ = nullptr;
  GstElement* decode_ = nullptr;
  Listener listener_;
  Address address_;
  ReconnectRules rules_;

  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool quit_ = false;
  bool is_up_ = false;      ///< errors of the decoder are news
  bool is_paused_ = false;  ///< and is to play
  std::optional<Trouble> failure_;
  std::optional<Reconnect> reconnect_;
  Nature nature_ = Nature::unknown;
  Seam seam_;
  Time piece_{};  ///< the longest piece of a playlist so far

  std::atomic<Clock::time_point> last_data_;
  std::atomic<bool> flows_ = false;    ///< since it was connected to
  std::atomic<bool> discard_ = false;  ///< what comes is not what was asked for
  std::atomic<bool> is_adaptive_ = false;
};

}  // namespace vqa::gst
