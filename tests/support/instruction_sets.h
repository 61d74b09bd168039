// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gtest/gtest.h>
#include <hwy/highway.h>
#include <hwy/targets.h>

#include <cstdint>

#include "core/row_sums.h"

namespace vqa::test {

/// Runs `work` once with every instruction set that this CPU has and this build contains.
template <class Work>
void for_each_instruction_set(Work work) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
    SCOPED_TRACE(hwy::TargetName(target));
    EXPECT_STREQ(row_sums_target(), hwy::TargetName(target));
    work();
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
  }
}

}  // namespace vqa::test
