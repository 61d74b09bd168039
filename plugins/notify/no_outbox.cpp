// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/outbox.h"

namespace vqa {

bool has_outbox() { return false; }

std::unique_ptr<Outbox> make_outbox(const OutboxConfig&) { return nullptr; }

}  // namespace vqa
