// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gst/gst.h>
#include <gtest/gtest.h>

extern "C" gboolean gst_plugin_vqa_register();  // as GST_PLUGIN_STATIC_DECLARE has it

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  // GoogleTest asks the registry for our elements, to make a test for each.
  if (gst_plugin_vqa_register() == FALSE) return 1;
  testing::InitGoogleTest(&argc, argv);
  const int result = RUN_ALL_TESTS();
  gst_deinit();
  return result;
}
