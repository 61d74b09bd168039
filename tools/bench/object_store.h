// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace vqa::bench {

using Bytes = std::span<const std::uint8_t>;

/// Writes and reads objects by HTTP, over one connection that stays. Throws std::runtime_error.
class ObjectStore {
 public:
  /// `address`: what keys are put behind, e.g. http://127.0.0.1:9000/bucket
  explicit ObjectStore(std::string address);
  ~ObjectStore();
  ObjectStore(const ObjectStore&) = delete;
  ObjectStore& operator=(const ObjectStore&) = delete;

  /// Sends the parts from where they are, one behind the other.
  void put(const std::string& key, const std::vector<Bytes>& parts);
  /// Gives room for so many bytes.
  using MakeRoom = std::function<std::span<std::uint8_t>(std::size_t)>;
  /// Receives to where `make_room` says.
  void get(const std::string& key, const MakeRoom& make_room);

 private:
  void perform(const std::string& key);

  struct Curl;
  std::string address_;
  std::unique_ptr<Curl> curl_;
};

}  // namespace vqa::bench
