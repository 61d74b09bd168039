// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gst/gst.h>
#include <gtest/gtest.h>

G_BEGIN_DECLS
GST_PLUGIN_STATIC_DECLARE(vqa);
G_END_DECLS

// Not yet: the leak check reports objects of whole pipelines here, and it is not known whose they
// are. The unit tests are checked for leaks.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  // GoogleTest asks the registry for our elements, to make a test for each.
  GST_PLUGIN_STATIC_REGISTER(vqa);
  testing::InitGoogleTest(&argc, argv);
  const int result = RUN_ALL_TESTS();
  gst_deinit();
  return result;
}
