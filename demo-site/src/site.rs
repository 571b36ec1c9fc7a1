//! Kumo's own pages: files as they are, every page route answered with `index.html` under the strictest policy
//! that a customer of Shirube may run. `?control` is the same page without the tag.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::files;

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self'; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; \
    report-uri /csp-report";
const TAG: &str = "src=\"/shirube/shirube.js\"";
/// Paths of others: an unknown one below them is an error there, not a page of Kumo's.
const FOREIGN: [&str; 6] = [
    "v1",
    "healthz",
    "metrics",
    "dashboard",
    "shirube",
    "csp-report",
];

/// What a policy says for WebAssembly to be compiled.
const WASM: &str = " 'wasm-unsafe-eval'";

/// Kumo's front end, and how it is served.
pub(crate) struct Site {
    pub(crate) folder: PathBuf,
    /// Under a policy that forbids WebAssembly.
    pub(crate) without_wasm: bool,
    /// The tag's `data-engine`.
    pub(crate) engine: Option<String>,
}

/// The routes of Kumo's pages: everything that nobody else answers.
pub(crate) fn routes(site: Site) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/{*path}", get(page))
        .with_state(Arc::new(site))
}

async fn page(State(site): State<Arc<Site>>, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    match place(path) {
        Place::Page => index(&site, uri.query().is_some_and(is_control)),
        Place::File => files::answer(&site.folder, path, "no-cache").await,
        Place::Foreign => files::missing(),
    }
}

#[derive(Debug, PartialEq)]
enum Place {
    Page,
    File,
    Foreign,
}

/// Files have an ending, pages have none; the index is a page under any name.
fn place(path: &str) -> Place {
    let first = path.split('/').next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    if FOREIGN.contains(&first) {
        Place::Foreign
    } else if last.contains('.') && path != "index.html" {
        Place::File
    } else {
        Place::Page
    }
}

fn index(site: &Site, control: bool) -> Response {
    // Read anew each time: an edit shows on reload.
    let Ok(html) = std::fs::read_to_string(site.folder.join("index.html")) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let policy = policy(site.without_wasm);
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-cache"),
        (CONTENT_SECURITY_POLICY, policy.as_str()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "strict-origin-when-cross-origin"),
    ];
    let html = match &site.engine {
        _ if control => without_tag(&html),
        Some(engine) => with_engine(&html, engine),
        None => html,
    };
    (headers, html).into_response()
}

fn policy(without_wasm: bool) -> String {
    if without_wasm {
        POLICY.replace(WASM, "")
    } else {
        POLICY.to_owned()
    }
}

/// The page whose tag asks for an engine.
fn with_engine(html: &str, engine: &str) -> String {
    html.replace(TAG, &format!("{TAG} data-engine=\"{engine}\""))
}

fn is_control(query: &str) -> bool {
    query
        .split('&')
        .any(|pair| pair.split('=').next() == Some("control"))
}

/// The page without the one line that embeds Shirube.
fn without_tag(html: &str) -> String {
    html.split_inclusive('\n')
        .filter(|line| !line.contains(TAG))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_path_is_a_page_a_file_or_not_ours() {
        let check = |path: &str, expected: Place| assert_eq!(place(path), expected, "{path}");
        check("", Place::Page);
        check("invoices", Place::Page);
        check("invoices/INV-1048", Place::Page);
        check("settings/team/", Place::Page);
        check("index.html", Place::Page);
        check("app/main.js", Place::File);
        check("gone.png", Place::File);
        check("v1/nothing", Place::Foreign);
        check("dashboard/nothing", Place::Foreign);
        check("shirube", Place::Foreign);
    }

    #[test]
    fn control_is_asked_for_by_name() {
        let check =
            |query: &str, expected: bool| assert_eq!(is_control(query), expected, "{query}");
        check("control", true);
        check("control=1", true);
        check("lang=en&control", true);
        check("controls=1", false);
        check("lang=control", false);
    }

    #[test]
    fn an_engine_and_a_policy_without_wasm() {
        let tag = format!("<script async {TAG} data-key=\"k\"></script>");
        let asked = with_engine(&tag, "js");
        assert!(
            asked.contains("/shirube.js\" data-engine=\"js\" data-key"),
            "{asked}"
        );
        assert!(policy(false).contains("wasm-unsafe-eval"));
        assert!(
            policy(true).contains("script-src 'self';"),
            "{}",
            policy(true)
        );
    }

    #[test]
    fn the_control_page_differs_by_exactly_the_tag() {
        let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("site/index.html");
        let html = std::fs::read_to_string(site).unwrap();
        let without = without_tag(&html);
        assert_eq!(html.lines().count(), without.lines().count() + 1);
        assert_eq!(html.matches("shirube").count(), 3);
        assert!(!without.contains("shirube"));
    }
}
