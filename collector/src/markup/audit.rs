//! The audit log's page: who did what, newest first, and whether the chain is whole.

use maud::{Markup, html};
use serde_json::{Map, Value};

use super::{Language, Page, framed};
use crate::audit::Entry;

pub(crate) fn lede(l: Language, whole: bool) -> String {
    if whole {
        l.say(
            "記録は追加だけで、連鎖に欠けも書き換えもありません。",
            "The log only grows, and its chain is whole: nothing was changed or removed.",
        )
    } else {
        l.say(
            "▲ 連鎖が合いません。記録が書き換えられたか、失われています。",
            "▲ The chain does not hold: an entry was changed or lost.",
        )
    }
    .to_owned()
}

/// What happened, in words.
fn words(l: Language, what: &str) -> &str {
    match what {
        "signed_in" => l.say("サインイン", "signed in"),
        "signed_out" => l.say("サインアウト", "signed out"),
        "sign_in_failed" => l.say("サインインに失敗", "failed to sign in"),
        "sign_in_locked" => l.say("サインインを停止", "was locked out"),
        "claimed" => l.say("初期設定", "set up the collector"),
        "released" => l.say("リリースを登録", "told of a release"),
        "exported" => l.say("イベントを書き出し", "exported events"),
        "imported" => l.say("イベントを取り込み", "imported events"),
        "person_viewed" => l.say("個人のページを閲覧", "looked at a person's page"),
        "erased" => l.say("個人のデータを消去", "erased a person's data"),
        "user_added" => l.say("利用者を登録", "added a user"),
        "key_added" => l.say("鍵を発行", "made a key"),
        "key_revoked" => l.say("鍵を失効", "ended a key"),
        other => other,
    }
}

/// `key value · key value`.
fn details(more: &str) -> String {
    let fields: Map<String, Value> = serde_json::from_str(more).unwrap_or_default();
    let told = fields.iter().map(|(key, value)| match value {
        Value::String(text) => format!("{key} {text}"),
        other => format!("{key} {other}"),
    });
    told.collect::<Vec<_>>().join(" · ")
}

pub(crate) fn page(p: &Page<'_>, entries: &[Entry]) -> Markup {
    let l = p.language;
    framed(
        p,
        html! {
            section {
                div.h2row { h2 { (l.say("できごと", "Entries")) } p { (l.say("新しい順に200件まで", "Newest first, at most 200")) } }
                table.t.tight {
                    thead { tr { th scope="col" { (l.say("時刻", "Time")) } th scope="col" { (l.say("だれが", "Who")) }
                        th scope="col" { (l.say("何を", "What")) } th.opt scope="col" { (l.say("内容", "Details")) } } }
                    tbody { @for entry in entries { tr {
                        td.nw { (p.zone.moment(l, entry.at)) }
                        td.cut title=(entry.who) { @if entry.who == "server" { (l.say("サーバー（鍵）", "server (key)")) } @else if entry.who == "operator" { (l.say("運用者（コマンド）", "operator (command line)")) } @else { (entry.who) } }
                        td { (words(l, &entry.what)) }
                        td.opt.sub { (details(&entry.more)) }
                    } } }
                }
            }
        },
    )
}
