// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vqa {

/// How a stream comes here, by its address.
enum class Reading : std::uint8_t {
  file,        ///< it is here, whole; or nobody knows what it is
  request,     ///< asked for (HTTP): it may be a live stream or a clip
  connection,  ///< somebody at the other end keeps sending (RTSP, RTMP, SRT)
  arrival,     ///< whoever wants to sends it here (UDP, RTP, a listening SRT)
};

/// Where it comes from.
struct Address {
  Reading reading = Reading::file;
  std::string host;        ///< without brackets
  std::uint16_t port = 0;  ///< of a TCP connection, to see whether somebody is there; 0: is none
};

Address parse_address(std::string_view uri);

}  // namespace vqa
