// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <prometheus/exposer.h>

#include <memory>
#include <string>

namespace vqa {

/// A port at which Prometheus finds the metrics of this process, as long as somebody holds it, and
/// the file that tells it so.
class ScrapePort {
 public:
  /// The one of that address, which is opened if it is not yet. Port 0 is any that is free. Throws
  /// what the server throws.
  static std::shared_ptr<ScrapePort> at(const std::string& address, const std::string& file_sd);
  ~ScrapePort();
  ScrapePort(const ScrapePort&) = delete;
  ScrapePort& operator=(const ScrapePort&) = delete;

  prometheus::Exposer& exposer() { return exposer_; }
  /// HOST:PORT, as others reach it.
  const std::string& where() const { return where_; }

 private:
  ScrapePort(const std::string& address, const std::string& file_sd);
  void write_entry() const;

  prometheus::Exposer exposer_;
  std::string where_, entry_;  ///< entry: empty if there is none
};

}  // namespace vqa
