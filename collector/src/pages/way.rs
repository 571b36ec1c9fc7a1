//! Which page an address leads to, and the reports that the page draws.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Ctx, Drawn, escaped};
use super::{
    account, accounts, business, case, content, data, escalations, experiments, inquiries, library,
    method, nps, onboarding, person, quadrant, rules, sheets, templates, today, topics, touch,
    uniformity,
};
use crate::numbers::Need;
use crate::releases::items;
use crate::routes::now;

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

/// Pages whose reports cost the most over a long log.
const PORTFOLIO: [&str; 12] = [
    "overview",
    "topics",
    "quadrant",
    "uniformity",
    "onboarding",
    "inquiries",
    "content",
    "nps",
    "touch",
    "maturity",
    "business",
    "experiments",
];

/// The reports of every page that shows a whole tenant, as pages ask for them.
pub(crate) fn portfolio(manifest: &Value, from: i64) -> BTreeSet<String> {
    let nothing = BTreeMap::new();
    let pages = PORTFOLIO.iter().filter(|page| **page != "overview");
    let of_pages = pages.flat_map(|page| needs(&[(*page).to_owned()], &nothing, now()));
    let all = of_pages.chain(overview(manifest, from));
    all.map(|(_, address)| whole(&address)).collect()
}

/// An address of a report, with as many rows as one answer holds.
pub(crate) fn whole(address: &str) -> String {
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}limit=1000")
}

/// The reports that the overview draws: counts since a moment, topics now, one funnel a guide.
pub(crate) fn overview(manifest: &Value, from: i64) -> Vec<Need> {
    let guides = items(manifest, "tutorials").filter_map(|t| t["id"].as_str());
    let mut all: Vec<Need> = guides
        .map(|id| {
            let id = escaped(id);
            ("funnel", format!("/v1/reports/content/{id}?from={from}"))
        })
        .collect();
    all.push(("overview", format!("/v1/reports/overview?from={from}")));
    all.push(("topics", "/v1/reports/topics".to_owned()));
    all
}

/// The reports that a page draws. As of now where the address does not say another moment, so that an answer which
/// was reckoned a minute ago will do.
pub(super) fn needs(path: &[String], asked: &BTreeMap<String, String>, at: i64) -> Vec<Need> {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let moment = asked.contains_key("at").then(|| format!("at={at}"));
    let report = |name: &'static str, more: &str| {
        let parts: Vec<&str> = moment
            .as_deref()
            .into_iter()
            .chain((!more.is_empty()).then_some(more))
            .collect();
        let mark = if parts.is_empty() { "" } else { "?" };
        (name, format!("/v1/reports/{name}{mark}{}", parts.join("&")))
    };
    let before = at - 28 * 86_400_000;
    match parts.as_slice() {
        ["accounts", id, rest @ ..] => {
            let of = format!("account={}", escaped(id));
            let of = match rest {
                ["people", user] => format!("{of}&user={}", escaped(user)),
                _ => of,
            };
            vec![
                report("comprehension", &of),
                report("motivation", &of),
                (
                    "motivation_before",
                    format!("/v1/reports/motivation?at={before}&{of}"),
                ),
                report("uniformity", &of),
                report("support", &of),
            ]
        }
        ["topics"] | ["quadrant"] => vec![
            report("comprehension", "by=account"),
            report("motivation", "by=account"),
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
