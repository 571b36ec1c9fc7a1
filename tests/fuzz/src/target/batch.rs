//! What a page posts: a batch is refused whole or read event by event, and what is kept of an event reads the same again.

use collector::readers;

use crate::Target;
use crate::world::NOW;

// A byte of JSON becomes a value and its key; what is kept is written again.
pub(crate) const TARGET: Target = Target {
    name: "batch",
    read: |bytes| {
        if let Ok(text) = std::str::from_utf8(bytes) {
            read(text);
        }
    },
    seeds,
    memory: (64 << 10, 1_024),
};

const AGE_MS: i64 = 30 * 86_400_000;

pub(crate) fn read(text: &str) {
    let Some(events) = readers::batch(text, NOW) else {
        return;
    };
    assert!(events.len() <= 100);
    for event in events {
        match event {
            Err(reason) => assert!(!reason.is_empty()),
            Ok(event) => {
                assert_eq!(event.id.len(), 36);
                assert!((NOW - AGE_MS..=NOW).contains(&event.corrected_ms));
                let again = format!(r#"{{"v":1,"sent":{NOW},"events":[{}]}}"#, event.canonical);
                let again = readers::batch(&again, NOW).and_then(|mut all| all.pop());
                let Some(Ok(again)) = again else {
                    panic!("what was kept is not read again: {}", event.canonical);
                };
                assert_eq!(again.canonical, event.canonical);
            }
        }
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let event = |more: &str| {
        format!(
            r#"{{"id":"01936000-0000-7000-8000-000000000001","seq":12,"session":"01936000-0000-7000-8000-000000000002","tab":0,"at":1763999999000,"name":"tutorial.step_completed"{more}}}"#
        )
    };
    let batch = |events: &[String]| {
        let events = events.join(",");
        format!(
            r#"{{"v":1,"key":"pk_demo","sdk":"0.1.0","sent":1764000000000,"token":"a.b.c","events":[{events}]}}"#
        )
    };
    let full = r#","user":"u1","account":"a1","release":41,"content":"first-invoice","version":7,"variant":"a","step":"new","language":"ja","locale":"ja-JP","trusted":true,"data":{"dwell_ms":5230}"#;
    [
        batch(&[event(""), event(full)]),
        batch(&[event(
            r#","data":{"text":"\ud83d\ude00\ud83d","list":[1.5,-0,1e9,null]}"#,
        )]),
        batch(&["{}".to_owned(), "7".to_owned(), event(r#","user":null"#)]),
        batch(&[]),
        r#"{"v":2,"events":[]}"#.to_owned(),
    ]
    .map(String::into_bytes)
    .to_vec()
}
