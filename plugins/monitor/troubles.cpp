// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/troubles.h"

#include <gst/pbutils/missing-plugins.h>

#include <algorithm>
#include <string_view>

namespace vqa::gst {
namespace {

Obstacle obstacle_of(const GError& error) {
  static constexpr struct {
    GQuark (*domain)();
    int code;
    Obstacle obstacle;
  } kKnown[] = {
      {gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_FOUND, Obstacle::not_found},
      {gst_resource_error_quark, GST_RESOURCE_ERROR_OPEN_READ, Obstacle::not_allowed},
      {gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_AUTHORIZED, Obstacle::not_allowed},
      {gst_core_error_quark, GST_CORE_ERROR_MISSING_PLUGIN, Obstacle::no_decoder},
      {gst_stream_error_quark, GST_STREAM_ERROR_CODEC_NOT_FOUND, Obstacle::no_decoder},
      {gst_stream_error_quark, GST_STREAM_ERROR_TYPE_NOT_FOUND, Obstacle::no_media},
      {gst_stream_error_quark, GST_STREAM_ERROR_WRONG_TYPE, Obstacle::no_media},
      {gst_stream_error_quark, GST_STREAM_ERROR_DEMUX, Obstacle::no_media},
  };
  for (const auto& known : kKnown) {
    if (error.domain == known.domain() && error.code == known.code) return known.obstacle;
  }
  return Obstacle::other;
}

// This plugin's own elements say what is to be done themselves.
bool is_ours(GstObject* source) {
  GstElementFactory* factory =
      GST_IS_ELEMENT(source) ? gst_element_get_factory(GST_ELEMENT_CAST(source)) : nullptr;
  return factory != nullptr &&
         g_strcmp0(gst_plugin_feature_get_plugin_name(GST_PLUGIN_FEATURE(factory)), "vqa") == 0;
}

}  // namespace

void Troubles::begin(const std::string& uri) {
  uri_ = uri;
  missing_.clear();
  missing_source_ = false;
  const std::lock_guard lock(mutex_);
  failure_.reset();
}

void Troubles::fail(GQuark domain, int code, const std::string& text, const std::string& debug) {
  const Error error(g_error_new_literal(domain, code, text.c_str()));
  GstMessage* message = gst_message_new_error(GST_OBJECT_CAST(bin_), error.get(), debug.c_str());
  {
    const std::lock_guard lock(mutex_);
    failure_.reset(gst_message_ref(message));
  }
  gst_element_post_message(bin_, message);
}

void Troubles::warn(GQuark domain, int code, const std::string& text) {
  const Error error(g_error_new_literal(domain, code, text.c_str()));
  gst_element_post_message(bin_,
                           gst_message_new_warning(GST_OBJECT_CAST(bin_), error.get(), nullptr));
}

bool Troubles::has_failed() {
  const std::lock_guard lock(mutex_);
  if (!failure_) return false;
  gst_element_post_message(bin_, gst_message_ref(failure_.get()));
  return true;
}

Message Troubles::translate(Message message) {
  if (gst_is_missing_plugin_message(message.get()) != FALSE) note_missing(message.get());
  if (quotes_secrets(message.get())) return nullptr;
  return message;
}

bool Troubles::quotes_secrets(std::string text) const {
  const std::string clean = without_secrets(uri_);
  if (clean == uri_) return false;
  const auto at = clean.find("***");
  std::erase(text, '\\');  // a structure as text escapes what it quotes
  return text.find(uri_.substr(at, uri_.size() + 3 - clean.size())) != std::string::npos;
}

bool Troubles::quotes_secrets(GstMessage* message) const {
  const GstStructure* structure = gst_message_get_structure(message);
  if (structure == nullptr || without_secrets(uri_) == uri_) return false;
  return quotes_secrets(Chars(gst_structure_to_string(structure)).get());
}

void Troubles::note_missing(GstMessage* message) {
  const Chars what(gst_missing_plugin_message_get_description(message));
  missing_ = what.get();
  const char* type = gst_structure_get_string(gst_message_get_structure(message), "type");
  missing_source_ = g_strcmp0(type, "urisource") == 0;
  const Chars detail(gst_missing_plugin_message_get_installer_detail(message));
  is_text_ = std::string_view(detail.get()).find("|decoder-text/") != std::string::npos ||
             std::string_view(detail.get()).find("|decoder-application/xml") != std::string::npos;
  if (missing_source_ || is_text_) return;  // an error follows, and says so
  warn(GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN,
       explain(Obstacle::no_decoder, uri_, missing_));
}

Trouble Troubles::understand(GstMessage* message, bool is_remote) const {
  GError* parsed = nullptr;
  char* said = nullptr;
  gst_message_parse_error(message, &parsed, &said);
  const Error error(parsed);
  const Chars debug(said);
  GstObject* source = GST_MESSAGE_SRC(message);
  Trouble trouble{.obstacle = obstacle_of(*error),
                  .said = error->message,
                  .debug = debug && !quotes_secrets(debug.get()) ? debug.get() : "",
                  .domain = error->domain,
                  .code = error->code,
                  .is_ours = is_ours(source)};
  Obstacle& obstacle = trouble.obstacle;
  // Of a file it means that it may not be read; servers have more ways to say no.
  if (is_remote && g_error_matches(error.get(), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ))
    obstacle = Obstacle::refused;
  if (obstacle == Obstacle::no_decoder && missing_source_) obstacle = Obstacle::no_source;
  if (obstacle == Obstacle::no_decoder && is_text_) obstacle = Obstacle::no_media;
  if (obstacle == Obstacle::other && GST_OBJECT_FLAG_IS_SET(source, GST_ELEMENT_FLAG_SOURCE))
    obstacle = Obstacle::no_data;
  const bool lacks_part = obstacle == Obstacle::no_decoder || obstacle == Obstacle::no_source;
  if (lacks_part && !missing_.empty()) trouble.said = missing_;
  return trouble;
}

void Troubles::fail(const Trouble& trouble) {
  {
    const std::lock_guard lock(mutex_);
    if (failure_) return;
  }
  fail(trouble.domain, trouble.code,
       trouble.is_ours ? trouble.said : explain(trouble.obstacle, uri_, trouble.said),
       trouble.debug);
}

}  // namespace vqa::gst
