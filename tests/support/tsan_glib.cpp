// SPDX-License-Identifier: LGPL-2.1-or-later
// ThreadSanitizer sees only what is compiled with it. The locks and reference counts of GLib and
// GStreamer are atomics and futexes inside of libraries that are not, so everything that they guard
// would look like a race. These stand before the real functions and tell it what those mean.
// In any other build this file is empty.

#if defined(__SANITIZE_THREAD__)
#define VQA_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define VQA_TSAN 1
#endif
#endif

#ifdef VQA_TSAN

#include <dlfcn.h>
#include <gst/gst.h>

extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}

namespace {

#define VQA_UNSEEN __attribute__((no_sanitize("thread")))

// The libraries take locks before the sanitizer is there.
bool ready = false;
__attribute__((constructor)) VQA_UNSEEN void get_ready() { ready = true; }

VQA_UNSEEN void acquire(const void* address) {
  if (ready) __tsan_acquire(const_cast<void*>(address));
}
VQA_UNSEEN void release(const void* address) {
  if (ready) __tsan_release(const_cast<void*>(address));
}

template <class Function>
VQA_UNSEEN Function* next(Function*, const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

#define VQA_REAL(name)                   \
  static decltype(name)* real = nullptr; \
  if (real == nullptr) real = next(&name, #name);

extern "C" {

// --- Locks --------------------------------------------------------------------------------------

VQA_UNSEEN void g_mutex_lock(GMutex* mutex) {
  VQA_REAL(g_mutex_lock)
  real(mutex);
  acquire(mutex);
}

VQA_UNSEEN gboolean g_mutex_trylock(GMutex* mutex) {
  VQA_REAL(g_mutex_trylock)
  const gboolean locked = real(mutex);
  if (locked) acquire(mutex);
  return locked;
}

VQA_UNSEEN void g_mutex_unlock(GMutex* mutex) {
  VQA_REAL(g_mutex_unlock)
  release(mutex);
  real(mutex);
}

VQA_UNSEEN void g_cond_wait(GCond* cond, GMutex* mutex) {
  VQA_REAL(g_cond_wait)
  release(mutex);
  real(cond, mutex);
  acquire(mutex);
}

VQA_UNSEEN gboolean g_cond_wait_until(GCond* cond, GMutex* mutex, gint64 end_time) {
  VQA_REAL(g_cond_wait_until)
  release(mutex);
  const gboolean signalled = real(cond, mutex, end_time);
  acquire(mutex);
  return signalled;
}

// --- The last reference: who lets go comes before who destroys ----------------------------------

VQA_UNSEEN void g_object_unref(gpointer object) {
  VQA_REAL(g_object_unref)
  release(object);
  acquire(object);
  real(object);
}

VQA_UNSEEN void gst_object_unref(gpointer object) {
  VQA_REAL(gst_object_unref)
  release(object);
  acquire(object);
  real(object);
}

VQA_UNSEEN void gst_mini_object_unref(GstMiniObject* object) {
  VQA_REAL(gst_mini_object_unref)
  release(object);
  acquire(object);
  real(object);
}

// --- Handing over -------------------------------------------------------------------------------

VQA_UNSEEN gboolean gst_bus_post(GstBus* bus, GstMessage* message) {
  VQA_REAL(gst_bus_post)
  release(bus);
  return real(bus, message);
}

VQA_UNSEEN gboolean gst_element_post_message(GstElement* element, GstMessage* message) {
  VQA_REAL(gst_element_post_message)
  release(message);
  return real(element, message);
}

VQA_UNSEEN GstMessage* gst_bus_timed_pop(GstBus* bus, GstClockTime timeout) {
  VQA_REAL(gst_bus_timed_pop)
  GstMessage* message = real(bus, timeout);
  acquire(bus);
  if (message != nullptr) acquire(message);
  return message;
}

VQA_UNSEEN GstMessage* gst_bus_pop(GstBus* bus) {
  VQA_REAL(gst_bus_pop)
  GstMessage* message = real(bus);
  acquire(bus);
  if (message != nullptr) acquire(message);
  return message;
}

}  // extern "C"

#endif
