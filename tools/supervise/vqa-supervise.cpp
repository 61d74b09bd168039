// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Keeps the monitor of one stream running.
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "supervise/options.h"
#include "supervise/state_folder.h"
#include "supervise/supervisor.h"

int main(int count, char** arguments) {
  using namespace vqa::supervise;
  Options options;
  if (const int status = read_options(count, arguments, options); status >= 0) return status;
  StateFolder folder(options.state_dir, options.name);
  switch (folder.claim()) {
    case LockFile::Result::ours:
      break;
    case LockFile::Result::taken:
      std::fprintf(
          stderr,
          "vqa-supervise: %s is being watched already (%s is locked): stop that one first, "
          "or choose another name\n",
          options.name.c_str(), folder.path("lock").c_str());
      return kAlreadyRuns;
    case LockFile::Result::failed:
      std::fprintf(stderr,
                   "vqa-supervise: cannot keep anything in %s: %s. Choose another folder with "
                   "--state-dir\n",
                   folder.path("").c_str(), std::strerror(errno));
      return kLacksSomething;
  }
  return Supervisor(options, folder).run();
}
