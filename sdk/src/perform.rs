//! Performing effects: one arm each, straight to the adapter that can do it.

use std::rc::Rc;

use content::{Digest, catalogue};
use engine::{Effect, Input, Second, View};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use crate::browser::clock;
use crate::found::found;
use crate::io::done;
use crate::plain::{Plain, object};
use crate::runtime::Runtime;

impl Runtime {
    pub(crate) fn perform(&'static self, effect: Effect) {
        match effect {
            Effect::FetchShard(digest) => self.fetch(Folder::Shard, digest),
            Effect::FetchLeaf(digest) => self.fetch(Folder::Leaf, digest),
            Effect::FetchSecond(now) => {
                let told = done(move |answer| {
                    self.feed(Input::Second(if answer.is_truthy() {
                        Second::Here
                    } else {
                        Second::Lost
                    }));
                });
                self.io.second(now, &told);
            }
            Effect::Watch {
                watch,
                anchor,
                wait_ms,
                awaits,
                reveal,
            } => {
                self.watches.add(watch, anchor, wait_ms, awaits, reveal);
            }
            Effect::Unwatch(watch) => self.watches.remove(watch),
            Effect::Show(view) => {
                if let Some(language) = widget::unknown(&view.language) {
                    return self.learn(language.to_owned(), view);
                }
                if self.stage.borrow().is_none()
                    && let Some((host, root)) = web_sys::window()
                        .and_then(|w| w.document())
                        .and_then(|d| widget::stage::raise(&d))
                {
                    self.raise(host, &root);
                }
                if let Some(stage) = self.stage.borrow().as_ref() {
                    stage.mounted.show(view);
                }
                self.settle(None);
            }
            Effect::Record(record) => self.record(&record),
            Effect::Save => {
                let saved = self.engine.borrow().progress().save();
                self.save(&saved);
            }
            Effect::WakeAt(at) => {
                self.wake.clear();
                if let Some(at) = at {
                    let ms = (at - clock::now()).clamp(0, i64::from(i32::MAX));
                    self.wake.set(ms as u32);
                }
            }
            Effect::Navigate(path) => self.go(&path),
            Effect::OpenWeb(url) => {
                if let Some(window) = web_sys::window() {
                    let _ = window.open_with_url_and_target_and_features(
                        &self.decorated(url),
                        "_blank",
                        "noopener,noreferrer",
                    );
                }
            }
            Effect::Answer(started) => self.answer(started.call, started.reason),
            Effect::Fault(fault) => self.fault(fault.code, &fault.about),
            Effect::Search(search) => {
                let call = search.call;
                let told = done(move |answer| {
                    let found = bytes_of(&answer).and_then(|bytes| found(&bytes));
                    self.feed(Input::Found(call, found));
                });
                let index = search.index.hex();
                self.io
                    .search(&index, &search.query, &search.page, search.limit, &told);
            }
            Effect::Badge(number) => {
                let detail = object(&[("count", Plain::Number(number))]);
                self.io.emit("badge", &detail);
            }
            Effect::Recording(on) => {
                self.outbox.object(!on);
                self.feed(Input::Recording(self.outbox.recording()));
            }
            Effect::Ready => {
                self.io.emit("ready", &object(&[("ok", Plain::Flag(true))]));
            }
        }
    }

    /// Brings the widget's own words in before anything is drawn in a language that does not lie in the module. What
    /// is to be shown meanwhile waits for the same answer.
    fn learn(&'static self, language: String, view: Rc<View>) {
        if self.awaited.replace(Some(view)).is_some() {
            return;
        }
        let told = done({
            let language = language.clone();
            move |answer| {
                widget::learn(&language, answer.as_string());
                if let Some(view) = self.awaited.take() {
                    self.perform(Effect::Show(view));
                }
            }
        });
        self.io.words(&language, &told);
    }

    fn fetch(&'static self, folder: Folder, digest: Digest) {
        let prefix = match folder {
            Folder::Shard => "shard/",
            Folder::Leaf => "leaf/",
        };
        let name = [prefix, &digest.hex(), ".bin"].concat();
        let taken = done(move |answer| {
            let bytes = bytes_of(&answer);
            self.feed(match (bytes, folder) {
                (None, _) => Input::Unfetched(digest),
                (Some(bytes), Folder::Shard) => {
                    Input::Shard(digest, catalogue::open_shard(&bytes, &digest))
                }
                (Some(bytes), Folder::Leaf) => {
                    Input::Leaf(digest, catalogue::open_leaf(&bytes, &digest))
                }
            });
        });
        self.io.fetch(&name, &taken);
    }
}

/// The bytes of an answer that has some.
pub(crate) fn bytes_of(answer: &JsValue) -> Option<Vec<u8>> {
    answer.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

#[derive(Clone, Copy)]
enum Folder {
    Shard,
    Leaf,
}
