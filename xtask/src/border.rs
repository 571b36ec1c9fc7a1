//! Short names at the border of module and glue: wasm-bindgen's carry a random hash each, which no compression
//! takes away, and they stand on both sides. Enters: the names of the module; leaves: theirs and the glue's.

use std::collections::BTreeMap;

use crate::shell::{Outcome, Stop};

/// The one module that everything is imported from.
pub(crate) const MODULE: &str = "a";

/// Long name to short name, for one side of the border.
#[derive(Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// Replaces a name by its short form; the same name is always shortened alike.
    pub(crate) fn shorten(&mut self, name: &mut String) {
        let next = letters(self.0.len());
        *name = self.0.entry(std::mem::take(name)).or_insert(next).clone();
    }
}

/// The glue with the same replacements; fails when an import is not found in it.
pub(crate) fn rename(
    glue: &str,
    lib_name: &str,
    imports: &Names,
    exports: &Names,
) -> Outcome<String> {
    let mut renamed = String::with_capacity(glue.len());
    let mut found = 0;
    for line in glue.lines() {
        let key = line
            .trim_start()
            .split_once(": ")
            .and_then(|(key, rest)| Some((imports.0.get(key)?, rest)));
        match key {
            Some((short, rest)) => {
                found += 1;
                renamed.push_str(&format!("        {short}: {}", calls(rest, exports)));
            }
            None => renamed.push_str(&calls(line, exports)),
        }
        renamed.push('\n');
    }
    let module = format!("\"./{lib_name}_bg.js\": ");
    if found != imports.0.len() || !renamed.contains(&module) {
        return Err(Stop::failed(format!(
            "wasm-bindgen's glue has {found} of {} imports where they were looked for; see xtask/src/border.rs",
            imports.0.len()
        )));
    }
    Ok(renamed.replace(&module, &format!("\"{MODULE}\": ")))
}

/// Every `wasm.name` of a line, shortened.
fn calls(line: &str, exports: &Names) -> String {
    let mut pieces = line.split("wasm.");
    let mut renamed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(piece.len());
        let (name, rest) = piece.split_at(end);
        renamed.push_str("wasm.");
        renamed.push_str(exports.0.get(name).map_or(name, String::as_str));
        renamed.push_str(rest);
    }
    renamed
}

/// a, b, … z, aa, ab, …
fn letters(mut number: usize) -> String {
    let mut word = Vec::new();
    loop {
        word.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)));
        if number < 26 {
            return word.into_iter().rev().collect();
        }
        number = number / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, letters, rename};

    fn names(long: &[&str]) -> Names {
        let mut names = Names::default();
        for name in long {
            names.shorten(&mut (*name).to_owned());
        }
        names
    }

    #[test]
    fn both_sides_change_alike() {
        let glue = "        __wbg_now_463a: function() {\n    wasm.__wbindgen_malloc(wasm.memory.buffer);\n        \"./shirube_bg.js\": import0,\n";
        let renamed = rename(
            glue,
            "shirube",
            &names(&["__wbg_now_463a"]),
            &names(&["boot", "__wbindgen_malloc"]),
        );
        let expected =
            "        a: function() {\n    wasm.b(wasm.memory.buffer);\n        \"a\": import0,\n";
        assert_eq!(renamed.expect("every import is there"), expected);
        assert!(rename(glue, "shirube", &names(&["__wbg_other"]), &names(&[])).is_err());
    }

    #[test]
    fn words_of_letters() {
        let check = |number, expected| assert_eq!(letters(number), expected);
        check(0, "a");
        check(25, "z");
        check(26, "aa");
        check(701, "zz");
        check(702, "aaa");
    }
}
