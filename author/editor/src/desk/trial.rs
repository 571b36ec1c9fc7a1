//! What an item looks like, drawn by the vendor's own Shirube: its files are fetched from beside the vendor's page, and the
//! item is compiled so that it shows at once, on a page that has nothing but a target.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value as Json, json};

/// The Shirube that the vendor's page carries.
pub(crate) struct Sdk {
    page: Option<String>,
    base: Mutex<Option<String>>,
}

/// No file of ours is larger.
const MOST: u64 = 8 << 20;

impl Sdk {
    pub(crate) fn new(page: Option<String>) -> Sdk {
        Sdk {
            page,
            base: Mutex::new(None),
        }
    }

    /// A file beside the vendor's `shirube.js`, with its media type.
    pub(crate) fn file(&self, name: &str) -> Result<(&'static str, Vec<u8>), String> {
        let kind = match name.rsplit('.').next() {
            Some("js") => "text/javascript",
            Some("wasm") => "application/wasm",
            Some("json") => "application/json",
            _ => return Err(format!("{name} is no file of Shirube")),
        };
        let base = self.base()?;
        let mut answer = ureq::get(format!("{base}{name}"))
            .call()
            .map_err(|e| format!("{base}{name}: {e}"))?;
        let body = answer.body_mut().with_config().limit(MOST).read_to_vec();
        Ok((kind, body.map_err(|e| format!("{base}{name}: {e}"))?))
    }

    fn base(&self) -> Result<String, String> {
        let mut base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(base) = base.as_ref() {
            return Ok(base.clone());
        }
        let page = self.page.as_ref().ok_or("no page was named with --page")?;
        let mut answer = ureq::get(page).call().map_err(|e| format!("{page}: {e}"))?;
        let html = answer
            .body_mut()
            .read_to_string()
            .map_err(|e| format!("{page}: {e}"))?;
        let source = tag_source(&html)
            .ok_or_else(|| format!("{page} does not carry the script tag of Shirube"))?;
        let joined = url::Url::parse(page).and_then(|p| p.join(source));
        let script = joined.map_err(|e| format!("{source}: {e}"))?.to_string();
        let folder = script.rsplit_once('/').map_or("", |(folder, _)| folder);
        *base = Some(format!("{folder}/"));
        Ok(format!("{folder}/"))
    }
}

/// The `src` of the script tag that has `data-content`, or else of one whose file is `shirube….js`.
fn tag_source(html: &str) -> Option<&str> {
    let tags = html.split("<script").skip(1).filter_map(|rest| {
        let tag = rest.split('>').next()?;
        let source = tag.split_once("src=")?.1;
        let quote = source.chars().next().filter(|c| matches!(c, '"' | '\''));
        let source = match quote {
            Some(quote) => source[1..].split(quote).next()?,
            None => source.split(char::is_whitespace).next()?,
        };
        Some((tag.contains("data-content"), source))
    });
    let tags: Vec<(bool, &str)> = tags.collect();
    let ours = |source: &str| {
        let file = source.rsplit('/').next().unwrap_or(source);
        file.starts_with("shirube") && file.contains(".js")
    };
    let tagged = tags.iter().find(|(tagged, _)| *tagged);
    tagged
        .or_else(|| tags.iter().find(|(_, source)| ours(source)))
        .map(|(_, source)| *source)
}

/// Files by name, or why there are none.
type Release = Result<BTreeMap<String, Vec<u8>>, String>;

/// The previews of the last moments: a page asks for its files one by one.
#[derive(Default)]
pub(crate) struct Trials(Mutex<Vec<(String, u32, Arc<Release>)>>);

/// Both languages of two versions.
const KEPT: usize = 4;

impl Trials {
    /// The release of an item under a page's count, compiled where it is not held.
    pub(crate) fn of(
        &self,
        id: &str,
        version: u32,
        compile: impl FnOnce() -> Release,
    ) -> Arc<Release> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., release)) = held.iter().find(|(i, v, _)| i == id && *v == version) {
            return Arc::clone(release);
        }
        let release = Arc::new(compile());
        if held.len() == KEPT {
            held.remove(0);
        }
        held.push((id.to_owned(), version, Arc::clone(&release)));
        release
    }
}

/// The files of a release in which `id` shows at once on any page, or why there are none.
pub(crate) fn compiled(
    manifest: &Json,
    id: &str,
    version: u32,
    now: i64,
) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut manifest = manifest.clone();
    manifest["release"] = json!(version);
    manifest["limits"] = json!({"interruptions_per_session": 1000, "interruptions_per_day": 1000});
    manifest["launcher"]["show"] = json!("never");
    for kind in [
        "tutorials",
        "checklists",
        "tooltips",
        "announcements",
        "quizzes",
        "surveys",
    ] {
        for item in manifest[kind].as_array_mut().into_iter().flatten() {
            let is_it = item["id"] == id;
            if let Some(item) = item.as_object_mut() {
                bare(item, is_it);
            }
        }
    }
    let compiled = author::compile_manifest(&manifest.to_string(), now).map_err(|findings| {
        let all: Vec<String> = findings.iter().map(|f| f.message.clone()).collect();
        all.join("\n")
    })?;
    let mut files: BTreeMap<String, Vec<u8>> = compiled.files.into_iter().collect();
    files.insert("catalogue.bin".to_owned(), compiled.catalogue);
    Ok(files)
}

/// Takes away what decides who sees an item and when, and points it at the page's one target.
fn bare(item: &mut Map<String, Json>, is_it: bool) {
    for field in [
        "audience",
        "page",
        "schedule",
        "rollout",
        "experiment",
        "after_dismiss",
        "after_snooze",
    ] {
        item.remove(field);
    }
    if item.contains_key("steps") || item.contains_key("questions") || item.contains_key("form") {
        item.insert("start".to_owned(), json!("manual"));
        item.insert("frequency".to_owned(), json!("always"));
    }
    let target = json!({"css": "#target"});
    if item.contains_key("anchor") {
        let nowhere = json!({"css": "#nowhere"});
        item.insert(
            "anchor".to_owned(),
            if is_it { target.clone() } else { nowhere },
        );
    }
    for step in item
        .get_mut("steps")
        .and_then(Json::as_array_mut)
        .into_iter()
        .flatten()
    {
        let Some(step) = step.as_object_mut() else {
            continue;
        };
        step.remove("page");
        step.remove("open");
        if step.contains_key("anchor") {
            step.insert("anchor".to_owned(), target.clone());
        }
    }
}
