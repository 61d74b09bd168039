// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gst/gst.h>
#include <gtest/gtest.h>

G_BEGIN_DECLS
GST_PLUGIN_STATIC_DECLARE(vqa);
G_END_DECLS

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  // GoogleTest asks the registry for our elements, to make a test for each.
  GST_PLUGIN_STATIC_REGISTER(vqa);
  testing::InitGoogleTest(&argc, argv);
  const int result = RUN_ALL_TESTS();
  gst_deinit();
  return result;
}
