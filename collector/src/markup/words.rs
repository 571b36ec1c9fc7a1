//! Words and numbers of the dashboard: names of rules, labels, states; money, ages, shares with their intervals.

use maud::{Markup, html};
use serde_json::Value;

use super::{Language, percent, whole};
use Language::{En, Ja};

pub(crate) fn rule(l: Language, id: &str) -> String {
    let (ja, en) = match id {
        "contact_changed" => ("担当者の交代", "Contact changed"),
        "renewal_stopped" => ("更新の停止", "Renewal stopped"),
        "behaviour_changed" => ("行動の変化", "Behaviour changed"),
        "silent" => ("無活動", "Silent"),
        "nps_detractor" => ("NPS 低評価", "NPS detractor"),
        "stuck" => ("同じ手順で停止", "Stuck"),
        "low_before_renewal" => ("更新前の低理解", "Low before renewal"),
        "slow_start" => ("立ち上げ遅れ", "Onboarding overdue"),
        "motivation_dropped" => ("意欲の低下", "Motivation drop"),
        "expansion_sign" => ("拡大の兆し", "Ready to grow"),
        "by_hand" => ("手動", "By hand"),
        _ => return id.to_owned(),
    };
    l.say(ja, en).to_owned()
}

pub(crate) fn state(l: Language, state: &str) -> &'static str {
    match state {
        "open" => l.say("未対応", "Open"),
        "contacted" => l.say("連絡済み", "Contacted"),
        "closed" => l.say("完了", "Closed"),
        "sent" => l.say("送付済み", "Sent"),
        "accepted" => l.say("受理", "Accepted"),
        "shipped" => l.say("提供開始", "Shipped"),
        "declined" => l.say("見送り", "Declined"),
        "done" => l.say("完了", "Done"),
        "withdrawn" => l.say("取り下げ", "Withdrawn"),
        _ => l.say("その他", "Other"),
    }
}

pub(crate) fn outcome(l: Language, outcome: &str) -> &'static str {
    match outcome {
        "helped" => l.say("役に立った", "Helped"),
        "not_needed" => l.say("対応不要だった", "Not needed"),
        "false" => l.say("誤検知", "False alarm"),
        _ => l.say("未記録", "Not recorded"),
    }
}

pub(crate) fn touch(l: Language, touch: &str) -> &'static str {
    match touch {
        "high" => l.say("ハイ", "High"),
        "low" => l.say("ロー", "Low"),
        "tech" => l.say("テック", "Tech"),
        "community" => l.say("コミュニティ", "Community"),
        _ => "–",
    }
}

/// The API's label of comprehension as screens say it, and how full its disc is.
pub(crate) fn label(l: Language, label: &str) -> (&'static str, u8) {
    match label {
        "provisional" => (l.say("暫定", "provisional"), 0),
        "needs_help" => (l.say("要フォロー", "needs help"), 1),
        "learning" => (l.say("学習中", "learning"), 2),
        "mostly" => (l.say("概ね理解", "mostly"), 3),
        "mastered" => (l.say("習得", "mastered"), 4),
        _ => (l.say("未測定", "unmeasured"), 0),
    }
}

pub(crate) fn component(l: Language, name: &str) -> (&'static str, &'static str) {
    match name {
        "voluntary" => (
            l.say("自発", "Voluntary"),
            l.say("自分から開いた", "opened by themselves"),
        ),
        "response" => (
            l.say("受容", "Response"),
            l.say("案内への応答", "answered prompts"),
        ),
        "effort" => (
            l.say("努力", "Effort"),
            l.say("即答でない解答", "answers not rapid"),
        ),
        "persistence" => (
            l.say("粘り", "Persistence"),
            l.say("24 時間内に再挑戦", "tried again in 24 h"),
        ),
        "regularity" => (
            l.say("定着", "Regularity"),
            l.say("使った週", "weeks in use"),
        ),
        _ => (
            l.say("完了", "Completion"),
            l.say("7 日内に完了", "finished in 7 days"),
        ),
    }
}

/// `¥284,000`; another currency by its code.
pub(crate) fn money(value: &Value) -> String {
    let Some(amount) = value["amount"].as_f64() else {
        return "–".to_owned();
    };
    let number = whole(amount.round() as i64);
    match value["currency"].as_str() {
        Some("JPY") | None => format!("¥{number}"),
        Some(code) => format!("{code} {number}"),
    }
}

/// `2 営業日`, `今日`.
pub(crate) fn age(l: Language, days: u32) -> String {
    match (l, days) {
        (Ja, 0) => "今日".to_owned(),
        (En, 0) => "today".to_owned(),
        (Ja, n) => format!("{n} 営業日"),
        (En, 1) => "1 business day".to_owned(),
        (En, n) => format!("{n} business days"),
    }
}

/// `80（69–89）`, in percent.
pub(crate) fn range(l: Language, value: f64, low: f64, high: f64) -> Markup {
    super::with_band(l, value, low, high)
}

/// A number that may be absent, of a row.
pub(crate) fn number(row: &Value, key: &str) -> Option<f64> {
    row[key].as_f64().filter(|v| v.is_finite())
}

/// A share as `33/41`.
pub(crate) fn of(n: i64, all: i64) -> String {
    format!("{}/{}", whole(n), whole(all))
}

/// A share with its interval from a row with `rate, low, high`; too little is said.
pub(crate) fn share(l: Language, row: &Value, key: &str) -> Markup {
    match (number(row, key), number(row, "low"), number(row, "high")) {
        (Some(value), Some(low), Some(high)) => range(l, value, low, high),
        (Some(value), ..) => html! { b { (percent(value)) } },
        _ => nodata(l),
    }
}

/// Too little to say.
pub(crate) fn nodata(l: Language) -> Markup {
    html! { span.nodata { (l.say("データ不足", "too little data")) } }
}

/// What is missing, and from when on it suffices.
pub(crate) fn lacking(said: &str) -> Markup {
    html! { p.nodata { (said) } }
}
