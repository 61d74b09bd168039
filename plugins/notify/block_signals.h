// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <pthread.h>
#include <signal.h>

namespace vqa {

/// For threads of ours. Signals are the application's business; and a reader that goes away is an
/// error of one write, not (SIGPIPE) the end of the process.
inline void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace vqa
