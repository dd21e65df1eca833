//! Reads a value of which a part may be unreadable.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Returns `default`, overwritten by the stored values. If a stored value does not fit, only its smallest unreadable part is
/// skipped, and the path of that part is added to `unreadable`.
pub(super) fn overlay<T: Serialize + DeserializeOwned>(
    default: T,
    stored: &Value,
    path: &str,
    unreadable: &mut Vec<String>,
) -> T {
    if let Ok(value) = T::deserialize(stored) {
        return value;
    }
    let Ok(merged) = serde_json::to_value(&default) else { return default };
    let mut overlay = Overlay { merged, fits: &|value| T::deserialize(value).is_ok(), unreadable };
    overlay.put_fields("", stored, path);
    T::deserialize(&overlay.merged).unwrap_or(default)
}

struct Overlay<'a> {
    /// Always a readable value.
    merged: Value,
    fits: &'a dyn Fn(&Value) -> bool,
    unreadable: &'a mut Vec<String>,
}

impl Overlay<'_> {
    /// Puts the fields of `stored` into the object at `pointer`. If the result cannot be read with a field, the old field is
    /// restored and its sub-fields are tried.
    fn put_fields(&mut self, pointer: &str, stored: &Value, path: &str) {
        let Value::Object(fields) = stored else {
            self.unreadable.push(path.to_owned());
            return;
        };
        for (name, value) in fields {
            let field_pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
            let field_path = format!("{path}.{name}");
            let Some(before) = self.replace(&field_pointer, value.clone()) else {
                // An unknown field comes from another version. Some types keep it.
                self.add(pointer, name, value);
                continue;
            };
            if (self.fits)(&self.merged) {
                continue;
            }
            let has_fields = before.is_object();
            self.replace(&field_pointer, before);
            if has_fields {
                self.put_fields(&field_pointer, value, &field_path);
            } else {
                self.unreadable.push(field_path);
            }
        }
    }

    /// Adds a field to the object at `pointer`, if the result can be read.
    fn add(&mut self, pointer: &str, name: &str, value: &Value) {
        let mut with_field = self.merged.clone();
        if let Some(Value::Object(fields)) = with_field.pointer_mut(pointer) {
            fields.insert(name.to_owned(), value.clone());
            if (self.fits)(&with_field) {
                self.merged = with_field;
            }
        }
    }

    fn replace(&mut self, pointer: &str, value: Value) -> Option<Value> {
        self.merged.pointer_mut(pointer).map(|place| std::mem::replace(place, value))
    }
}
