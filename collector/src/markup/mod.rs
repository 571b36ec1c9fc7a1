//! The dashboard's pages as markup: every number with its interval, n and window, every chart a table with one drawn
//! column. Here: the frame that all pages share, words and numbers. Not here: who may see a page (`dashboard`).

pub(crate) mod audit;
pub(crate) mod delivery;
pub(crate) mod entry;
pub(crate) mod marks;
pub(crate) mod nav;
pub(crate) mod overview;
pub(crate) mod words;

use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

use crate::directory::Member;
use crate::role::Role;
use crate::zone::Zone;

/// The languages of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Ja,
    En,
}

/// People below which a share or a mean is not shown.
pub(crate) const LEAST: u64 = 5;

impl Language {
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Language::Ja => "ja",
            Language::En => "en",
        }
    }

    pub(crate) fn tagged(tag: &str) -> Option<Self> {
        [Language::Ja, Language::En]
            .into_iter()
            .find(|l| l.tag() == tag)
    }

    pub(crate) fn say(self, ja: &'static str, en: &'static str) -> &'static str {
        match self {
            Language::Ja => ja,
            Language::En => en,
        }
    }

    /// An item's title, or its id.
    pub(crate) fn title(self, item: &Value) -> String {
        let titles = &item["title"];
        let text = titles[self.tag()]
            .as_str()
            .or_else(|| titles.as_object()?.values().next()?.as_str());
        // A step that is a quiz has no title of its own.
        let quiz = item["quiz"]
            .is_string()
            .then(|| self.say("確認クイズ", "Check"));
        let text = text.or(quiz).or(item["id"].as_str());
        text.unwrap_or_default().to_owned()
    }
}

/// A page of the dashboard, and who looks at it.
pub(crate) struct Page<'a> {
    pub(crate) language: Language,
    pub(crate) zone: &'a Zone,
    pub(crate) at: i64,
    pub(crate) member: &'a Member,
    pub(crate) form_token: &'a str,
    /// The part of its address that the navigation marks.
    pub(crate) place: &'static str,
    /// Where it is not the navigation's own words.
    pub(crate) title: Option<String>,
    /// What follows the language in its address, question included: the other language's page is the same one.
    pub(crate) rest: String,
    /// Numbers beside entries of the navigation.
    pub(crate) counts: Vec<(&'static str, u64)>,
    pub(crate) lede: String,
    /// Stands under the time at the head.
    pub(crate) model: Option<String>,
}

/// A document.
pub(crate) fn document(l: Language, title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(l.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Shirube" }
                link rel="stylesheet" href="/dashboard/style.css";
                link rel="icon" href="/dashboard/icon.svg";
                script src="/dashboard/copy.js" defer {}
            }
            body { (body) }
        }
    }
}

/// The signpost and the name.
pub(crate) fn brand(below: &str) -> Markup {
    html! {
        span.brand {
            svg viewBox="0 0 22 26" aria-hidden="true" {
                path.post d="M10 2v22" {}
                path.arms d="M10 4h8l3 3-3 3h-8zM10 12H4l-3 2.5L4 17h6z" {}
            }
            span { "Shirube" small { (below) } }
        }
    }
}

fn role_name(l: Language, role: Role) -> &'static str {
    match role {
        Role::Owner => l.say("管理者", "owner"),
        Role::Author => l.say("作成者", "author"),
        Role::Reviewer => l.say("確認者", "reviewer"),
        Role::Csm => "CSM",
        Role::Auditor => l.say("監査", "auditor"),
    }
}

/// A page in its frame: rail (a menu where it is narrow), head, body.
pub(crate) fn framed(p: &Page<'_>, body: Markup) -> Markup {
    let l = p.language;
    let main_word = l.say("主要", "Main");
    let title = p.title.clone().unwrap_or_else(|| nav::title(l, p.place));
    let frame = html! {
        a.skip href="#main" { (l.say("本文へ", "Skip to content")) }
        header.topbar { (brand(&p.member.tenant)) details { summary { (l.say("メニュー", "Menu")) } nav aria-label=(main_word) { (nav::links(p)) } } }
        div.frame {
            nav.rail aria-label=(main_word) { (brand(&p.member.tenant)) (nav::links(p)) }
            main id="main" {
                div.head {
                    div { h1 { (title) } p.lede { (p.lede) } }
                    p.asof { time { (p.zone.as_of(l, p.at)) } @if l == Language::Ja { " 時点" }
                        @if let Some(model) = &p.model { br; (l.say("モデル ", "Model ")) (model) } }
                }
                (body)
            }
        }
    };
    document(l, &title, frame)
}

/// `1,234`; minus is U+2212.
pub(crate) fn whole(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("−{out}") } else { out }
}

/// The whole number of percent.
pub(crate) fn percent(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

/// `74（62–80）`.
pub(crate) fn with_band(l: Language, value: f64, low: f64, high: f64) -> Markup {
    let (open, close) = match l {
        Language::Ja => ("（", "）"),
        Language::En => (" (", ")"),
    };
    html! { span.nw { b { (percent(value)) } span.iv { (open) (percent(low)) "–" (percent(high)) (close) } } }
}

/// Too little is said, with what is missing; it is never drawn.
pub(crate) fn too_few(l: Language, have: u64) -> Markup {
    let missing = LEAST.saturating_sub(have);
    html! { span.nodata { @match (l, missing) {
        (Language::Ja, _) => { "データ不足：あと" (missing) "人" }
        (Language::En, 1) => { "not enough data: 1 more person" }
        (Language::En, _) => { "not enough data: " (missing) " more people" }
    } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let check = |number: i64, expected: &str| assert_eq!(whole(number), expected);
        check(0, "0");
        check(999, "999");
        check(1000, "1,000");
        check(1_184_302, "1,184,302");
        check(-12_345, "−12,345");
        check(i64::MIN, "−9,223,372,036,854,775,808");
    }
}
