//! Which page an address leads to, and the reports that the page draws.

use std::collections::BTreeMap;

use super::{Ctx, Drawn, escaped};
use super::{
    account, accounts, business, case, content, data, escalations, experiments, inquiries, library,
    method, nps, onboarding, person, quadrant, rules, sheets, templates, today, topics, touch,
    uniformity,
};
use crate::numbers::Need;

pub(super) type Drawer = fn(&Ctx<'_>) -> rusqlite::Result<Option<Drawn>>;

/// The drawer of an address, its place in the navigation, and what it takes.
pub(super) fn drawer(path: &[String]) -> Option<(Drawer, &'static str)> {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    Some(match parts.as_slice() {
        ["today"] => (today::draw, "today"),
        ["cases", _] => (case::draw, "today"),
        ["accounts"] => (accounts::draw, "accounts"),
        ["accounts", _] => (account::draw, "accounts"),
        ["accounts", _, "topics"] => (topics::of_account, "accounts"),
        ["accounts", _, "call"] => (sheets::call, "accounts"),
        ["accounts", _, "handover"] => (sheets::handover, "accounts"),
        ["accounts", _, "people", _] => (person::draw, "accounts"),
        ["library"] => (library::draw, "library"),
        ["topics"] => (topics::portfolio, "topics"),
        ["quadrant"] => (quadrant::draw, "quadrant"),
        ["uniformity"] => (uniformity::draw, "uniformity"),
        ["onboarding"] => (onboarding::draw, "onboarding"),
        ["inquiries"] => (inquiries::draw, "inquiries"),
        ["experiments"] => (experiments::draw, "experiments"),
        ["escalations"] => (escalations::draw, "escalations"),
        ["business"] => (business::draw, "business"),
        ["nps"] => (nps::draw, "nps"),
        ["touch"] => (touch::draw, "touch"),
        ["maturity"] => (touch::maturity, "maturity"),
        ["content"] => (content::draw, "content"),
        ["rules"] => (rules::draw, "rules"),
        ["rules", _] => (rules::one, "rules"),
        ["templates"] => (templates::draw, "templates"),
        ["templates", _] => (templates::one, "templates"),
        ["data"] => (data::draw, "data"),
        ["method"] => (method::draw, "method"),
        _ => return None,
    })
}

/// The reports that a page draws.
pub(super) fn needs(path: &[String], asked: &BTreeMap<String, String>, at: i64) -> Vec<Need> {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let report =
        |name: &'static str, more: &str| (name, format!("/v1/reports/{name}?at={at}{more}"));
    let before = at - 28 * 86_400_000;
    match parts.as_slice() {
        ["accounts", id, rest @ ..] => {
            let of = format!("&account={}", escaped(id));
            let of = match rest {
                ["people", user] => format!("{of}&user={}", escaped(user)),
                _ => of,
            };
            vec![
                report("comprehension", &of),
                report("motivation", &of),
                (
                    "motivation_before",
                    format!("/v1/reports/motivation?at={before}{of}"),
                ),
                report("uniformity", &of),
                report("support", &of),
            ]
        }
        ["topics"] | ["quadrant"] => vec![
            report("comprehension", "&by=account"),
            (
                "motivation",
                format!("/v1/reports/motivation?by=account&at={at}"),
            ),
        ],
        ["uniformity"] => vec![report("uniformity", "")],
        ["onboarding"] => vec![
            report("funnel", ""),
            report("bottlenecks", ""),
            report("time_to_value", ""),
        ],
        ["inquiries"] => vec![report("bottlenecks", "")],
        ["experiments"] => vec![report("experiments", "")],
        ["business"] => vec![report("kpi", ""), report("support", "")],
        ["nps"] => vec![report("nps", "")],
        ["touch"] => vec![report("touch", "")],
        ["maturity"] => vec![report("maturity", "")],
        ["content"] => vec![
            report("items", ""),
            report("anchors", ""),
            report("bottlenecks", ""),
        ],
        ["library"] if asked.contains_key("usage") => vec![report("funnel", "")],
        ["method"] => vec![("models", "/v1/reports/models?".to_owned())],
        _ => Vec::new(),
    }
}
