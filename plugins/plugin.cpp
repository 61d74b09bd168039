// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gst/gst.h>

#define VQA_DECLARE(name) GST_ELEMENT_REGISTER_DECLARE(vqa##name)
VQA_ELEMENTS(VQA_DECLARE)

static gboolean plugin_init(GstPlugin* plugin) {
  gboolean done = TRUE;
#define VQA_REGISTER(name) done = GST_ELEMENT_REGISTER(vqa##name, plugin) && done;
  VQA_ELEMENTS(VQA_REGISTER)
  return done;
}

#define PACKAGE "vqa"
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, vqa,
                  "Watches live picture and sound for what a viewer would notice", plugin_init,
                  VQA_VERSION, "LGPL", "VQA", "https://example.org/vqa")
