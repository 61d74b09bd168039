// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gst/gst.h>
#include <gtest/gtest.h>

#include "support/lsan_glib.h"

G_BEGIN_DECLS
GST_PLUGIN_STATIC_DECLARE(vqa);
G_END_DECLS

int main(int argc, char** argv) {
  {
    const vqa::test::Overlooked overlooked;  // nothing of ours is loaded yet
    gst_init(&argc, &argv);
    vqa::test::grow_quarks();
  }
  // GoogleTest asks the registry for our elements, to make a test for each.
  GST_PLUGIN_STATIC_REGISTER(vqa);
  testing::InitGoogleTest(&argc, argv);
  const int result = RUN_ALL_TESTS();
  gst_deinit();
  return result;
}
