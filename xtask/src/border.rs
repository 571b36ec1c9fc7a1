//! Short names at the border of module and glue: wasm-bindgen's carry a random hash each, which no compression
//! takes away, and they stand on both sides. Enters: the names of the module; leaves: theirs and the glue's.

use std::collections::{BTreeMap, BTreeSet};

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

impl Names {
    /// As `shorten`, for a name that must have a short form.
    pub(crate) fn put(&self, name: &mut String) -> Outcome {
        let short = self.0.get(name.as_str()).ok_or_else(|| lost(name))?;
        name.clone_from(short);
        Ok(())
    }
}

/// Short names for what the glue hands to the module: functions of the same text have one name, and like ones come
/// after each other, so that they compress.
pub(crate) fn imports(glue: &str) -> Outcome<Names> {
    let (_, entries, _) = parts(glue)?;
    let mut alike: BTreeMap<(String, &str), Vec<&str>> = BTreeMap::new();
    for (name, text) in entries {
        alike.entry((shape(text), text)).or_default().push(name);
    }
    let mut names = Names::default();
    for (number, same) in alike.into_values().enumerate() {
        let short = letters(number);
        names.0.extend(
            same.into_iter()
                .map(|name| (name.to_owned(), short.clone())),
        );
    }
    Ok(names)
}

/// A text without the names of members: what is alike but for them is alike to whoever reads a page.
fn shape(text: &str) -> String {
    let mut pieces = text.split('.');
    let mut shape = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        shape.push('.');
        shape.push_str(piece.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'));
    }
    shape
}

/// The glue with the same replacements; fails when an import is not found in it.
pub(crate) fn rename(
    glue: &str,
    lib_name: &str,
    imports: &Names,
    exports: &Names,
) -> Outcome<String> {
    let (before, entries, after) = parts(glue)?;
    let mut written: BTreeMap<(usize, &str), String> = BTreeMap::new();
    for (name, text) in &entries {
        let short = imports.0.get(*name).ok_or_else(|| lost(name))?;
        let text = format!("        {short}: {}", calls(text, exports));
        written.insert((short.len(), short), text);
    }
    if entries.len() != imports.0.len() {
        return Err(lost("an import"));
    }
    let module = format!("\"./{lib_name}_bg.js\": ");
    if !after.contains(&module) {
        return Err(lost(&module));
    }
    let entries: String = written.into_values().collect();
    let after = after.replace(&module, &format!("\"{MODULE}\": "));
    Ok([calls(before, exports), entries, calls(&after, exports)].concat())
}

/// The glue without imports that the module no longer asks for.
pub(crate) fn prune(glue: &str, asked: &BTreeSet<String>) -> Outcome<String> {
    let (before, entries, after) = parts(glue)?;
    let mut pruned = before.to_owned();
    for (name, text) in entries.iter().filter(|(name, _)| asked.contains(*name)) {
        pruned.push_str(&format!("        {name}: {text}"));
    }
    pruned.push_str(after);
    Ok(pruned)
}

type Parts<'a> = (&'a str, Vec<(&'a str, &'a str)>, &'a str);

/// What stands before the imports, each import as its name and its text to the end of its last line, and the rest.
fn parts(glue: &str) -> Outcome<Parts<'_>> {
    const OPENS: &str = "const import0 = {\n        __proto__: null,\n";
    let from = glue.find(OPENS).ok_or_else(|| lost(OPENS))? + OPENS.len();
    let to = glue[from..].find("\n    };\n").ok_or_else(|| lost("};"))? + from + 1;
    let mut entries: Vec<(usize, usize)> = Vec::new();
    let mut at = from;
    for line in glue[from..to].split_inclusive('\n') {
        let starts = line.starts_with("        ") && !line[8..].starts_with([' ', '}']);
        if starts {
            entries.push((at, at));
        }
        at += line.len();
        match entries.last_mut() {
            Some(entry) => entry.1 = at,
            None => return Err(lost("the first import")),
        }
    }
    let entry = |(from, to): (usize, usize)| {
        let (name, text) = glue[from..to]
            .split_once(": ")
            .ok_or_else(|| lost("a name"))?;
        Ok((name.trim(), text))
    };
    let entries = entries.into_iter().map(entry).collect::<Outcome<_>>()?;
    Ok((&glue[..from], entries, &glue[to..]))
}

fn lost(what: &str) -> Stop {
    Stop::failed(format!(
        "wasm-bindgen's glue does not hold {} where it was looked for; see xtask/src/border.rs",
        what.trim()
    ))
}

/// Every `wasm.name` of a text, shortened.
fn calls(text: &str, exports: &Names) -> String {
    let mut pieces = text.split("wasm.");
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
pub(crate) fn letters(mut number: usize) -> String {
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
    use std::collections::BTreeSet;

    use super::{Names, imports, letters, prune, rename};

    const GLUE: &str = "\
function f() { wasm.__wbindgen_malloc(wasm.memory.buffer); }
    const import0 = {
        __proto__: null,
        __wbg_now_463a: function() {
            return Date.now();
        },
        __wbg_top_11: function(arg0) {
            return getObject(arg0).top;
        },
        __wbg_end_12: function() { return handleError(function (arg0) {
            wasm.boot();
        }, arguments); },
        __wbg_top_13: function(arg0) {
            return getObject(arg0).top;
        },
        __wbg_bottom_11: function(arg0) {
            return getObject(arg0).bottom;
        },
    };
    return {
        \"./shirube_bg.js\": import0,
    };
";

    #[test]
    fn both_sides_change_alike() {
        let short = imports(GLUE).expect("the glue is as expected");
        let mut exports = Names::default();
        for name in ["boot", "__wbindgen_malloc"] {
            exports.shorten(&mut name.to_owned());
        }
        let name = |long: &str| short.0[long].as_str();
        assert_eq!(name("__wbg_top_11"), name("__wbg_top_13"));
        let renamed = rename(GLUE, "shirube", &short, &exports).expect("every import is there");
        assert!(renamed.contains("wasm.b(wasm.memory.buffer)"), "{renamed}");
        assert!(renamed.contains("            wasm.a();\n"), "{renamed}");
        assert!(renamed.contains("\"a\": import0"), "{renamed}");
        assert_eq!(renamed.matches(".top;").count(), 1, "{renamed}");
        let near = renamed.find(".top;").zip(renamed.find(".bottom;"));
        assert!(near.is_some_and(|(a, b)| a.abs_diff(b) < 120), "{renamed}");
        let less = GLUE.replace(
            "        __wbg_now_463a: function() {\n            return Date.now();\n        },\n",
            "",
        );
        assert!(rename(&less, "shirube", &short, &exports).is_err());

        let asked = BTreeSet::from([name("__wbg_top_11").to_owned()]);
        let pruned = prune(&renamed, &asked).expect("the glue is as expected");
        assert!(pruned.contains(".top;") && !pruned.contains("Date.now"));
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
