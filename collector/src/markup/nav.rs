//! The way through the dashboard: groups and pages in the order in which a CSM asks, only those that the role may open.

use maud::{Markup, html};

use super::{Language, Page, role_name};
use crate::role::Act;

type Words = (&'static str, &'static str);
/// (place, words, what one must be allowed to do)
type Entry = (&'static str, Words, Act);

const GROUPS: &[(Words, &[Entry])] = &[
    (
        ("", ""),
        &[
            ("today", ("今日", "Today"), Act::ReadPeople),
            ("accounts", ("アカウント", "Accounts"), Act::ReadPeople),
            ("library", ("ライブラリ", "Library"), Act::ReadCounts),
        ],
    ),
    (
        ("学び", "Learning"),
        &[
            ("topics", ("トピック理解", "Topic map"), Act::ReadPeople),
            (
                "quadrant",
                ("理解度×意欲", "K × M quadrant"),
                Act::ReadPeople,
            ),
            ("uniformity", ("均一性", "Uniformity"), Act::ReadPeople),
        ],
    ),
    (
        ("つまずき", "Friction"),
        &[
            (
                "onboarding",
                ("オンボーディング", "Onboarding"),
                Act::ReadCounts,
            ),
            ("inquiries", ("問い合わせ", "Inquiries"), Act::ReadPeople),
            ("experiments", ("実験", "Experiments"), Act::ReadCounts),
            (
                "escalations",
                ("開発への要望", "Escalations"),
                Act::ReadPeople,
            ),
        ],
    ),
    (
        ("成果", "Outcomes"),
        &[
            (
                "business",
                ("収益とサポート", "Revenue & support"),
                Act::ReadPeople,
            ),
            ("nps", ("NPS", "NPS"), Act::ReadPeople),
            ("touch", ("タッチ構成", "Touch mix"), Act::ReadPeople),
            ("maturity", ("成熟度", "Maturity"), Act::ReadCounts),
        ],
    ),
    (
        ("運用", "Running it"),
        &[
            (
                "content",
                ("コンテンツ健全性", "Content health"),
                Act::ReadCounts,
            ),
            (
                "delivery",
                ("配信健全性", "Delivery health"),
                Act::ReadCounts,
            ),
            ("rules", ("検知ルール", "Rules"), Act::ReadPeople),
            ("templates", ("テンプレート", "Templates"), Act::ReadPeople),
            (
                "data",
                ("出力と取り込み", "Data in and out"),
                Act::ReadPeople,
            ),
            ("overview", ("概況", "Overview"), Act::ReadCounts),
            (
                "method",
                ("この数値の作り方", "How numbers are made"),
                Act::ReadCounts,
            ),
            ("audit", ("監査ログ", "Audit log"), Act::ReadAudit),
        ],
    ),
];

/// What a page is called.
pub(crate) fn title(l: Language, place: &str) -> String {
    let all = GROUPS.iter().flat_map(|(_, entries)| entries.iter());
    let found = all.into_iter().find(|(own, ..)| *own == place);
    found
        .map_or("", |(_, (ja, en), _)| l.say(ja, en))
        .to_owned()
}

/// The place of an address's first part, and what it takes.
pub(crate) fn entry(place: &str) -> Option<(&'static str, Act)> {
    let mut all = GROUPS.iter().flat_map(|(_, entries)| entries.iter());
    all.find(|(own, ..)| *own == place)
        .map(|(own, _, act)| (*own, *act))
}

pub(super) fn links(p: &Page<'_>) -> Markup {
    let l = p.language;
    let other = if l == Language::Ja {
        Language::En
    } else {
        Language::Ja
    };
    let count = |place: &str| {
        p.counts
            .iter()
            .find(|(own, _)| *own == place)
            .map(|(_, n)| *n)
    };
    html! {
        @for ((ja, en), entries) in GROUPS {
            @let allowed: Vec<&Entry> = entries.iter().filter(|(_, _, act)| p.member.role.may(*act)).collect();
            @if !allowed.is_empty() {
                @if !ja.is_empty() { p.group { (l.say(ja, en)) } }
                ul { @for (place, (ja, en), _) in allowed {
                    li { a.i aria-current=[(*place == p.place).then_some("page")] href={ "/dashboard/" (l.tag()) "/" (place) } {
                        (l.say(ja, en)) @if let Some(n) = count(place) { span { (super::whole(i64::try_from(n).unwrap_or(0))) } } } }
                } }
            }
        }
        div.who {
            p { span.cut title=(p.member.mail) { (p.member.mail) } " (" (role_name(l, p.member.role)) ")" }
            a href={ "/dashboard/" (other.tag()) "/" (p.rest) } hreflang=(other.tag()) lang=(other.tag()) { (other.say("日本語", "English")) }
            form method="post" action="/dashboard/sign-out" {
                input type="hidden" name="form" value=(p.form_token);
                button.link { (l.say("サインアウト", "Sign out")) }
            }
        }
    }
}
