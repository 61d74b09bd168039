// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/object_store.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace vqa::bench {
namespace {

constexpr long kPieceToSend = 2 << 20, kPieceToReceive = 512 << 10;  // the most that curl takes
constexpr long kPatience = 60;                                       // s, for a second of frames

struct Upload {
  std::span<const Bytes> parts;
  std::size_t sent = 0;  ///< of the first
};

std::size_t send_more(char* to, std::size_t size, std::size_t count, void* data) {
  auto& upload = *static_cast<Upload*>(data);
  std::size_t room = size * count, done = 0;
  while (room > 0 && !upload.parts.empty()) {
    const Bytes rest = upload.parts.front().subspan(upload.sent);
    const std::size_t part = std::min(rest.size(), room);
    std::memcpy(to + done, rest.data(), part);
    done += part;
    room -= part;
    upload.sent += part;
    if (part < rest.size()) continue;
    upload.parts = upload.parts.subspan(1);
    upload.sent = 0;
  }
  return done;
}

struct Download {
  CURL* curl;
  const ObjectStore::MakeRoom& make_room;
  std::span<std::uint8_t> room{};
  bool begun = false;
};

std::size_t receive_more(char* from, std::size_t size, std::size_t count, void* data) {
  auto& download = *static_cast<Download*>(data);
  if (!std::exchange(download.begun, true)) {
    curl_off_t length = -1;
    curl_easy_getinfo(download.curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length < 0) return 0;
    download.room = download.make_room(static_cast<std::size_t>(length));
  }
  if (size * count > download.room.size()) return 0;
  std::memcpy(download.room.data(), from, size * count);
  download.room = download.room.subspan(size * count);
  return size * count;
}

std::size_t discard(char*, std::size_t size, std::size_t count, void*) { return size * count; }

}  // namespace

struct ObjectStore::Curl {
  CURL* easy = curl_easy_init();
  curl_slist* headers = curl_slist_append(nullptr, "Expect:");  // do not ask first
};

ObjectStore::ObjectStore(std::string address)
    : address_(std::move(address)), curl_(std::make_unique<Curl>()) {
  if (curl_->easy == nullptr) throw std::runtime_error("libcurl does not start");
}

ObjectStore::~ObjectStore() {
  curl_easy_cleanup(curl_->easy);
  curl_slist_free_all(curl_->headers);
}

void ObjectStore::put(const std::string& key, const std::vector<Bytes>& parts) {
  Upload upload{.parts = parts};
  curl_off_t size = 0;
  for (const Bytes& part : parts) size += static_cast<curl_off_t>(part.size());
  curl_easy_reset(curl_->easy);
  curl_easy_setopt(curl_->easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl_->easy, CURLOPT_UPLOAD_BUFFERSIZE, kPieceToSend);
  curl_easy_setopt(curl_->easy, CURLOPT_INFILESIZE_LARGE, size);
  curl_easy_setopt(curl_->easy, CURLOPT_READFUNCTION, send_more);
  curl_easy_setopt(curl_->easy, CURLOPT_READDATA, &upload);
  curl_easy_setopt(curl_->easy, CURLOPT_WRITEFUNCTION, discard);
  perform(key);
}

void ObjectStore::get(const std::string& key, const MakeRoom& make_room) {
  curl_easy_reset(curl_->easy);
  Download download{.curl = curl_->easy, .make_room = make_room};
  curl_easy_setopt(curl_->easy, CURLOPT_BUFFERSIZE, kPieceToReceive);
  curl_easy_setopt(curl_->easy, CURLOPT_WRITEFUNCTION, receive_more);
  curl_easy_setopt(curl_->easy, CURLOPT_WRITEDATA, &download);
  perform(key);
}

void ObjectStore::perform(const std::string& key) {
  const std::string url = address_ + '/' + key;
  char why[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl_->easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl_->easy, CURLOPT_HTTPHEADER, curl_->headers);
  curl_easy_setopt(curl_->easy, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl_->easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl_->easy, CURLOPT_TIMEOUT, kPatience);
  curl_easy_setopt(curl_->easy, CURLOPT_ERRORBUFFER, why);
  const CURLcode code = curl_easy_perform(curl_->easy);
  if (code != CURLE_OK)
    throw std::runtime_error(url + ": " + (*why != '\0' ? why : curl_easy_strerror(code)));
}

}  // namespace vqa::bench
