// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/scrape_port.h"

#include <glib.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

namespace vqa {

std::shared_ptr<ScrapePort> ScrapePort::at(const std::string& address, const std::string& file_sd) {
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<ScrapePort>> ports;
  const std::lock_guard lock(mutex);
  auto& known = ports[address + " " + file_sd];
  auto port = known.lock();
  if (!port) known = port = std::shared_ptr<ScrapePort>(new ScrapePort(address, file_sd));
  return port;
}

ScrapePort::ScrapePort(const std::string& address, const std::string& file_sd)
    : exposer_(address, 2) {
  const std::string port = std::to_string(exposer_.GetListeningPorts().front());
  std::string host = address.substr(0, address.rfind(':'));
  if (host.empty() || host == "0.0.0.0" || host == "[::]") host = g_get_host_name();
  where_ = host + ":" + port;
  if (file_sd.empty()) return;
  entry_ = file_sd + "/vqa-" + std::to_string(::getpid()) + "-" + port + ".json";
  write_entry();
}

// Under another name first, for Prometheus reads it as soon as it is there.
void ScrapePort::write_entry() const {
  std::filesystem::create_directories(std::filesystem::path(entry_).parent_path());
  const std::string before = entry_ + ".new";
  const nlohmann::json entry = {{{"targets", {where_}}, {"labels", {{"job", "vqa"}}}}};
  std::ofstream(before) << entry.dump() << "\n";
  std::filesystem::rename(before, entry_);
}

ScrapePort::~ScrapePort() {
  if (!entry_.empty()) std::remove(entry_.c_str());
}

}  // namespace vqa
