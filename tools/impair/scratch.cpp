// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/scratch.h"

#include <glib.h>

#include <filesystem>

#include "glue/raii.h"

namespace vqa::impair {

Scratch::~Scratch() {
  std::error_code none;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, none);
}

Problem Scratch::open() {
  GError* failure = nullptr;
  const gst::Chars folder(g_dir_make_tmp("vqa-impair-XXXXXX", &failure));
  const gst::Error error(failure);
  if (!folder) return std::string(error->message);
  folder_ = folder.get();
  return std::nullopt;
}

}  // namespace vqa::impair
