//! The pages before anybody is signed in: signing in, and claiming a new collector.

use maud::{Markup, html};

use super::{Language, brand, document};
use crate::admin::{Keys, LEAST_PASSWORD};

/// What the form says of the attempt before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    Nothing,
    Wrong(u32),
    Locked,
    /// The form came from another site.
    Foreign,
}

fn halves(l: Language, title: &str, right: Markup) -> Markup {
    let left = html! {
        div.l { (brand("標"))
            p { (l.say("お客さまの理解と意欲を、根拠と幅のある数字で確かめます。", "What your customers understand and want, in numbers that show their evidence and their range.")) }
        }
    };
    document(
        l,
        title,
        html! { main.entry { (left) div.r { h1 { (title) } (right) } } },
    )
}

/// The sign-in page.
pub(crate) fn sign_in(l: Language, before: Before) -> Markup {
    let said = match (before, l) {
        (Before::Nothing, _) => None,
        (Before::Wrong(left), Language::Ja) => Some(format!(
            "メールアドレスまたはパスワードが違います。あと{left}回で15分間停止します。"
        )),
        (Before::Wrong(left), Language::En) => Some(format!(
            "The mail address or the password is wrong. {left} more and sign-in stops for 15 minutes."
        )),
        (Before::Locked, _) => Some(
            l.say(
                "続けて5回失敗したため、15分間停止しています。あとでもう一度お試しください。",
                "Five attempts failed, so sign-in stops for 15 minutes. Please try again later.",
            )
            .to_owned(),
        ),
        (Before::Foreign, _) => Some(
            l.say(
                "別のサイトから送られたため、受け付けませんでした。もう一度入力してください。",
                "That came from another site and was not taken. Please enter it again.",
            )
            .to_owned(),
        ),
    };
    let form = html! {
        @if let Some(said) = said { p.alarm role="alert" { span aria-hidden="true" { "▲ " } (said) } }
        form method="post" action="/dashboard/sign-in" {
            label { (l.say("メールアドレス", "Mail address")) input type="email" name="mail" autocomplete="username" required; }
            label { (l.say("パスワード", "Password")) input type="password" name="password" autocomplete="current-password" required; }
            button.btn.p { (l.say("サインイン", "Sign in")) }
        }
    };
    halves(l, l.say("サインイン", "Sign in"), form)
}

/// The page behind the one-time link.
pub(crate) fn setup(l: Language, token: &str, wrong: Option<&str>) -> Markup {
    let form = html! {
        p.lede { (l.say("組織と、最初の管理者を決めます。鍵は次の画面で一度だけ表示します。", "Name your organisation and its first owner. The keys are shown once, on the next page.")) }
        @if let Some(wrong) = wrong { p.alarm role="alert" { span aria-hidden="true" { "▲ " } (wrong) } }
        form method="post" action="/dashboard/setup" {
            input type="hidden" name="token" value=(token);
            label { (l.say("組織の名前（英小文字・数字・-）", "Organisation (a-z, 0-9, -)")) input name="tenant" pattern="[a-z0-9][a-z0-9\\-]*" maxlength="60" required; }
            label { (l.say("メールアドレス", "Mail address")) input type="email" name="mail" autocomplete="username" required; }
            label { (l.say("パスワード（10文字以上）", "Password (10 characters or more)")) input type="password" name="password" autocomplete="new-password" minlength=(LEAST_PASSWORD) required; }
            button.btn.p { (l.say("はじめる", "Begin")) }
        }
    };
    halves(l, l.say("はじめの設定", "Set up"), form)
}

/// A link that is used, old or wrong.
pub(crate) fn no_setup(l: Language) -> Markup {
    let said = html! { p.lede { (l.say("このリンクは使用済みか、期限が切れています。サーバーを起動し直すと、未設定なら新しいリンクを表示します。",
    "This link was used or is too old. Start the server again: while nothing is set up, it prints a new one.")) } };
    halves(
        l,
        l.say("このリンクは使えません", "This link does not work"),
        said,
    )
}

/// The keys, once.
pub(crate) fn keys(l: Language, live: &Keys, test: &Keys) -> Markup {
    let rows = [
        (
            l.say("本番・ページ用（公開）", "Live, pages (public)"),
            &live.write,
        ),
        (
            l.say("本番・サーバー用（秘密）", "Live, servers (secret)"),
            &live.secret,
        ),
        (
            l.say("試験・ページ用（公開）", "Test, pages (public)"),
            &test.write,
        ),
        (
            l.say("試験・サーバー用（秘密）", "Test, servers (secret)"),
            &test.secret,
        ),
    ];
    let shown = html! {
        p.lede { (l.say("いま控えてください。二度と表示しません。", "Copy them now: they are never shown again.")) }
        dl.keys { @for (what, key) in rows { dt { (what) } dd { code { (key) } } } }
        p { a.btn.p href={ "/dashboard/" (l.tag()) "/today" } { (l.say("ダッシュボードへ", "To the dashboard")) } }
    };
    halves(l, l.say("鍵", "Keys"), shown)
}
