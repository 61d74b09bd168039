// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace vqa::gst {

/// A GObject type whose state is an ordinary C++ object: made with the instance, deleted with it.
///
/// `Self` brings `kTypeName`, `parent_type()`, `class_init(ParentClass*)` (which sets the vmethods,
/// captureless lambdas that call `of(instance)`), a constructor from `ParentInstance*`, and
/// `set_property` / `get_property`.
template <class Self, class ParentInstance, class ParentClass>
class ObjectType {
 public:
  static GType type() {
    static const GType type = g_type_register_static_simple(
        Self::parent_type(), Self::kTypeName, sizeof(Class),
        [](gpointer klass, gpointer) { init_class(klass); }, sizeof(Instance),
        [](GTypeInstance* instance, gpointer) {
          auto* object = reinterpret_cast<Instance*>(instance);
          object->self = new Self(&object->parent);
        },
        GTypeFlags(0));
    return type;
  }

  static Self& of(gpointer instance) { return *static_cast<Instance*>(instance)->self; }
  /// The class of the parent, for chaining up.
  static ParentClass* parent_class() { return parent_class_; }

 private:
  struct Instance {
    ParentInstance parent;
    Self* self;
  };
  struct Class {
    ParentClass parent;
  };

  static void init_class(gpointer klass) {
    parent_class_ = static_cast<ParentClass*>(g_type_class_peek_parent(klass));
    auto* object_class = G_OBJECT_CLASS(klass);
    object_class->set_property = [](GObject* object, guint id, const GValue* value,
                                    GParamSpec* spec) { of(object).set_property(id, value, spec); };
    object_class->get_property = [](GObject* object, guint id, GValue* value, GParamSpec* spec) {
      of(object).get_property(id, value, spec);
    };
    object_class->finalize = [](GObject* object) {
      delete static_cast<Self*>(&of(object));
      G_OBJECT_CLASS(parent_class_)->finalize(object);
    };
    Self::class_init(&static_cast<Class*>(klass)->parent);
  }

  static inline ParentClass* parent_class_ = nullptr;
};

}  // namespace vqa::gst
