// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <glib.h>

#include <memory>
#include <string>
#include <vector>

#include "fleet/crew.h"
#include "fleet/http_service.h"
#include "fleet/options.h"
#include "fleet/report.h"
#include "fleet/roster.h"
#include "supervise/service_manager.h"

namespace vqa::fleet {

/// The jobs of a file that belong to a shard, and the mistakes in all of it.
Roster load_roster(const Options& options, Properties& properties);
/// As people read them, on standard error. Returns how many there are.
std::size_t complain(const Roster& roster, const std::string& file);

/// Watches the streams of a file until it is told to end.
class Fleet {
 public:
  Fleet(const Options& options, Properties& properties, std::string supervise);
  ~Fleet();
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  /// Returns the exit status of the program.
  int run();

 private:
  void load(bool is_first);
  void look_at_file();
  void end();
  Answer respond(const std::string& path) const;
  std::vector<Report> reports() const;
  std::string stamp() const;
  void say_status() const;

  const Options options_;
  Properties& properties_;
  supervise::ServiceManager manager_;
  GMainLoop* loop_;
  std::vector<guint> sources_;
  Crew crew_;
  std::unique_ptr<HttpService> service_;
  std::string loaded_, seen_;  ///< what the file looked like
  bool file_is_good_ = true, ends_ = false;
};

}  // namespace vqa::fleet
