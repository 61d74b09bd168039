// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "notify/notify.h"

namespace vqa::gst {

/// The properties that are members of NotifyConfig; their ids count from 1. They may be set until
/// the element starts. Returns the first id that is free.
guint install_notify_properties(GObjectClass* klass);
/// False if the id is none of theirs.
bool set_notify_property(NotifyConfig& config, guint id, const GValue* value);
bool get_notify_property(const NotifyConfig& config, guint id, GValue* value);

}  // namespace vqa::gst
