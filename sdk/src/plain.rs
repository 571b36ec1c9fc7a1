//! What the page gets to see: plain objects, made from a list of members.
//! One serialisable shape for all of them: a derived one each would bring its own code and a cache of names along.

use serde::{Serialize, Serializer};
use wasm_bindgen::JsValue;

/// A value in such an object.
pub(crate) enum Plain<'a> {
    Flag(bool),
    Number(u32),
    Text(&'a str),
    Object(&'a [(&'a str, Plain<'a>)]),
    List(&'a [Plain<'a>]),
}

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Plain::Flag(flag) => to.serialize_bool(*flag),
            Plain::Number(number) => to.serialize_u32(*number),
            Plain::Text(text) => to.serialize_str(text),
            Plain::Object(members) => to.collect_map(members.iter().map(|(k, v)| (k, v))),
            Plain::List(values) => to.collect_seq(values.iter()),
        }
    }
}

/// A plain object with these members.
pub(crate) fn object(members: &[(&str, Plain)]) -> JsValue {
    let to = serde_wasm_bindgen::Serializer::json_compatible();
    Plain::Object(members)
        .serialize(&to)
        .unwrap_or(JsValue::UNDEFINED)
}
