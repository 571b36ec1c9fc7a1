//! The simulator from outside: its events in any order, and some twice, come to the same reports.

use std::process::Command;

/// `SHIRUBE_REPLAY_CUSTOMERS=620` makes it a million events.
#[test]
fn shuffled_and_doubled_events_give_the_same_reports_to_the_byte() {
    let customers = std::env::var("SHIRUBE_REPLAY_CUSTOMERS").unwrap_or_else(|_| "3".to_owned());
    let weeks = if customers == "3" { "6" } else { "16" };
    let ran = Command::new(env!("CARGO_BIN_EXE_shirube"))
        .args([
            "simulate",
            "--replay",
            "--customers",
            &customers,
            "--weeks",
            weeks,
        ])
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(
        ran.status.success() && said.contains("the same to the byte"),
        "{said}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}
