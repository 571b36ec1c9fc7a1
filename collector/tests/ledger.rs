//! Evidence of knowing, from outside: the golden trace played as a log, and each kind of evidence by itself.

mod desk;

use desk::log::{DAY, Log, START, answer, golden_event, import, open};
use serde_json::{Value, json};

#[tokio::test]
async fn the_golden_trace_comes_out_of_the_log() {
    let table = include_str!("../../sdk/measure/tests/golden/comprehension_trace.csv");
    let desk = open().await;
    let (mut log, mut expected) = (Log::default(), Vec::new());
    // The table's guesser reopens a guide that nobody finished: no log can say that.
    for line in table.lines().skip(1).filter(|l| !l.starts_with("guesser")) {
        let fields: Vec<&str> = line.split(',').collect();
        let [case, day, kind, before, _, after, _, n] = fields[..] else {
            panic!("{line}")
        };
        let number = |text: &str| text.parse::<f64>().expect(line);
        let reads = kind == "(read)";
        expected.push((
            case,
            number(day),
            number(if reads { before } else { after }),
            number(n),
        ));
        if !reads {
            golden_event(&mut log, case, number(day), kind);
        }
    }
    import(&desk, &log.lines).await;
    assert_eq!(expected.len(), 25);
    for (case, day, known, n) in expected {
        let at = START + (day * DAY as f64).round() as i64;
        let rows = desk
            .rows(&format!("/v1/reports/comprehension?user={case}&at={at}"))
            .await;
        assert_eq!(rows.len(), 1, "{case} {day}");
        let got = |key: &str| rows[0][key].as_f64().expect("number");
        assert!(
            (got("known") - known).abs() < 1e-9,
            "{case} {day}: {} is not {known}",
            got("known")
        );
        assert!(
            (got("evidence") - n).abs() < 1e-9,
            "{case} {day}: {}",
            rows[0]
        );
        assert!(got("low") <= got("known") && got("known") <= got("high"));
    }
}

/// The evidence and the estimate after each event of one person, one event an hour unless it says when.
async fn steps(events: &[(f64, &str, Value)]) -> Vec<(f64, f64)> {
    let desk = open().await;
    let mut log = Log::default();
    for (day, name, more) in events {
        log.add("u", *day, name, more.clone());
    }
    import(&desk, &log.lines).await;
    let mut out = Vec::new();
    for (day, _, _) in events {
        let at = START + (day * DAY as f64).round() as i64;
        let rows = desk
            .rows(&format!("/v1/reports/comprehension?topic=t&at={at}"))
            .await;
        let row = rows
            .first()
            .cloned()
            .unwrap_or(json!({"evidence": 0.0, "known": 0.2}));
        out.push((
            row["evidence"].as_f64().expect("number"),
            row["known"].as_f64().expect("number"),
        ));
    }
    out
}

#[tokio::test]
async fn each_kind_of_evidence_weighs_what_the_table_says() {
    let guide = |by: &str| json!({"content": "guide", "version": 1, "data": {"by": by}});
    let done = || json!({"content": "guide", "version": 1, "data": {"active_ms": 30000}});
    let page = |ms: u32| json!({"content": "page", "data": {"active_ms": ms}});
    // (what happens, evidence after each)
    type Case = (&'static str, Vec<(f64, &'static str, Value)>, Vec<f64>);
    let cases: Vec<Case> = vec![
        (
            "an answer",
            vec![(0.0, "quiz.answered", answer("four", true, json!({})))],
            vec![1.0],
        ),
        (
            "a rapid guess is no information",
            vec![(
                0.0,
                "quiz.answered",
                answer("four", true, json!({"response_ms": 30})),
            )],
            vec![0.0],
        ),
        (
            "a later attempt of a sitting is none",
            vec![
                (0.0, "quiz.answered", answer("four", false, json!({}))),
                (
                    0.01,
                    "quiz.answered",
                    answer("four", true, json!({"attempt": 2})),
                ),
            ],
            vec![1.0, 1.0],
        ),
        (
            "a deed and the question that asked for it are one",
            vec![
                (0.0, "host.did", json!({})),
                (0.001, "quiz.answered", answer("real", true, json!({}))),
            ],
            vec![1.0, 1.0],
        ),
        (
            "in either order",
            vec![
                (0.0, "quiz.answered", answer("real", true, json!({}))),
                (0.001, "host.did", json!({})),
            ],
            vec![1.0, 1.0],
        ),
        (
            "but not an hour apart",
            vec![
                (0.0, "quiz.answered", answer("real", true, json!({}))),
                (0.05, "host.did", json!({})),
            ],
            vec![1.0, 2.0],
        ),
        (
            "a failed try weighs less",
            vec![(0.0, "host.failed", json!({}))],
            vec![0.7],
        ),
        (
            "help before any guide says nothing",
            vec![
                (0.0, "help.searched", json!({"data": {"best": ["page"]}})),
                (0.1, "tutorial.completed", done()),
                (0.2, "help.searched", json!({"data": {"best": ["page"]}})),
                (0.3, "help.searched", json!({"data": {"best": ["page"]}})),
            ],
            vec![0.0, 0.5, 1.5, 1.5],
        ),
        (
            "an article that a search led to",
            vec![
                (0.0, "tutorial.completed", done()),
                (0.1, "help.searched", json!({"data": {"results": 3}})),
                (0.101, "help.article_opened", json!({"content": "page"})),
            ],
            vec![0.5, 0.5, 1.5],
        ),
        (
            "two steps back in one run",
            vec![
                (0.0, "tutorial.started", guide("user")),
                (0.01, "tutorial.step_back", guide("")),
                (0.02, "tutorial.step_back", guide("")),
                (0.03, "tutorial.step_back", guide("")),
            ],
            vec![0.0, 0.0, 0.5, 0.5],
        ),
        (
            "what reopens by itself is no sign",
            vec![
                (0.0, "tutorial.completed", done()),
                (0.1, "tutorial.started", guide("auto")),
                (0.2, "tutorial.started", guide("user")),
            ],
            vec![0.5, 0.5, 1.5],
        ),
        (
            "an inquiry",
            vec![(
                0.0,
                "inquiry.submitted",
                json!({"data": {"category": "how"}}),
            )],
            vec![1.0],
        ),
        (
            "one of another category",
            vec![(
                0.0,
                "inquiry.submitted",
                json!({"data": {"category": "else"}}),
            )],
            vec![0.0],
        ),
        (
            "reading teaches and is no evidence",
            vec![(0.0, "help.article_closed", page(40_000))],
            vec![0.0],
        ),
        (
            "text in data where numbers belong is harmless",
            vec![(
                0.0,
                "quiz.answered",
                json!({"content": "quiz", "data": {"question": 4, "correct": "yes", "response_ms": "fast"}}),
            )],
            vec![0.0],
        ),
    ];
    for (what, events, expected) in cases {
        let got: Vec<f64> = steps(&events).await.into_iter().map(|(n, _)| n).collect();
        let near = got.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-9);
        assert!(
            near && got.len() == expected.len(),
            "{what}: {got:?} is not {expected:?}"
        );
    }
    // Exposure: an article of a minute read for 40 s teaches a tenth of what is missing, glanced at nothing at all.
    assert!((steps(&[(0.0, "help.article_closed", page(40_000))]).await[0].1 - 0.28).abs() < 1e-9);
    assert_eq!(
        steps(&[(0.0, "help.article_closed", page(9_000))]).await,
        [(0.0, 0.2)]
    );
    // A guide that was clicked through keeps its weak evidence and teaches nothing: logit .2 + .5 ln 1.5.
    let through = json!({"content": "guide", "version": 1, "data": {"active_ms": 2000}});
    assert!(
        (steps(&[(0.0, "tutorial.completed", through)]).await[0].1 - 0.234_412_378_315).abs()
            < 1e-9
    );
}
