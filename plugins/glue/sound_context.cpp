// SPDX-License-Identifier: LGPL-2.1-or-later
#include "glue/sound_context.h"

namespace vqa::gst {
namespace {

using Shared = std::shared_ptr<SoundLog>;
constexpr char kField[] = "log";

GType boxed_type() {
  static const GType type = g_boxed_type_register_static(
      "VqaSoundLog",
      [](gpointer log) -> gpointer { return new Shared(*static_cast<Shared*>(log)); },
      [](gpointer log) { delete static_cast<Shared*>(log); });
  return type;
}

}  // namespace

Context new_sound_context() {
  Context context(gst_context_new(kSoundContext, TRUE));
  const Shared log = std::make_shared<SoundLog>();
  gst_structure_set(gst_context_writable_structure(context.get()), kField, boxed_type(), &log,
                    nullptr);
  return context;
}

Shared sound_log_of(GstContext* context) {
  if (context == nullptr || !gst_context_has_context_type(context, kSoundContext)) return {};
  const GValue* value = gst_structure_get_value(gst_context_get_structure(context), kField);
  if (value == nullptr || !G_VALUE_HOLDS(value, boxed_type())) return {};
  return *static_cast<Shared*>(g_value_get_boxed(value));
}

}  // namespace vqa::gst
