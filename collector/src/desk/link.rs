//! Deep links: `?shirube=ID.CASE` opens that very step for that very person. ID stands for tenant, item and step; CASE
//! is a token that only the collector understands. Never an address, never a name.

use content::Digest;
use serde_json::Value;

use crate::releases::items;

/// Where a step is opened: its own `open`, else the product's home.
pub(crate) fn url(
    manifest: &Value,
    item: &Value,
    step: Option<&str>,
    case: Option<&str>,
) -> String {
    let tenant = manifest["tenant"]
        .as_str()
        .or(manifest["product"].as_str())
        .unwrap_or_default();
    let item_id = item["id"].as_str().unwrap_or_default();
    let home = manifest["home"].as_str().unwrap_or("/");
    let own = items(item, "steps").find(|s| step.is_some_and(|step| s["id"] == step));
    let first = items(item, "steps").next();
    let open = own
        .or(first)
        .and_then(|s| s["open"].as_str())
        .or(item["open"].as_str());
    let base = match open {
        Some(path) if path.starts_with('/') => {
            // The origin of home, and the path.
            let after = home.find("://").map_or(0, |at| at + 3);
            let end = home[after..].find('/').map_or(home.len(), |at| after + at);
            format!("{}{path}", &home[..end])
        }
        Some(whole) => whole.to_owned(),
        None => home.to_owned(),
    };
    let mark = if base.contains('?') { '&' } else { '?' };
    let id = Digest::link(tenant, item_id, step);
    match case {
        Some(case) => format!("{base}{mark}shirube={id}.{case}"),
        None => format!("{base}{mark}shirube={id}"),
    }
}

/// The item of that id, of any kind that opens, and its kind.
pub(crate) fn item<'a>(manifest: &'a Value, id: &str) -> Option<(&'static str, &'a Value)> {
    KINDS
        .iter()
        .find_map(|kind| Some((*kind, items(manifest, kind).find(|i| i["id"] == id)?)))
}

/// What a customer meets, in the order in which it is looked for.
pub(crate) const KINDS: [&str; 7] = [
    "tutorials",
    "checklists",
    "articles",
    "quizzes",
    "announcements",
    "tooltips",
    "surveys",
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_link_opens_at_home_or_where_its_step_says() {
        let manifest = json!({"tenant": "kumo", "home": "https://app.kumo.example/start", "tutorials": [
            {"id": "a", "steps": [{"id": "one"}, {"id": "two", "open": "/invoices?tab=1"}]}]});
        let (_, item) = item(&manifest, "a").expect("item");
        let check = |step: Option<&str>, case: Option<&str>, expected: String| {
            assert_eq!(url(&manifest, item, step, case), expected);
        };
        check(
            None,
            None,
            format!(
                "https://app.kumo.example/start?shirube={}",
                Digest::link("kumo", "a", None)
            ),
        );
        check(
            Some("two"),
            Some("tok"),
            format!(
                "https://app.kumo.example/invoices?tab=1&shirube={}.tok",
                Digest::link("kumo", "a", Some("two"))
            ),
        );
        assert_ne!(
            Digest::link("kumo", "a", None),
            Digest::link("kumo", "a", Some("one"))
        );
        assert_eq!(Digest::link("kumo", "a", None).len(), 8);
    }
}
