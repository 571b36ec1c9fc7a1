//! One case: what happened, its frozen evidence, why this rank, the message as it will go, what can be done, how the rule
//! has fared, how the case ends. Beside the list on a wide screen, a page of its own elsewhere.

use maud::{Markup, html};
use measure::interval::{Z90, wilson};
use serde_json::Value;

use super::solved::how;
use super::today::reason;
use super::{Ctx, Drawn, account_name, cases, hidden, said};
use crate::desk::message::{self, Message};
use crate::desk::template::{Piece, templates};
use crate::markup::Language::{self, En, Ja};
use crate::markup::{marks, words};
use crate::record::{self, Kind, Record};
use crate::role::Act;

/// Days that a rule's record looks back.
const RECORD_DAYS: i64 = 92;

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let Some(case) = record::one(ctx.db, ctx.tenant, Kind::Case, &ctx.path[1])? else {
        return Ok(None);
    };
    let name = account_name(ctx, case.account.as_deref().unwrap_or_default())?;
    let lede = format!(
        "{}{}{}",
        words::rule(ctx.l, case.text("rule")),
        ctx.say("：", ": "),
        reason(ctx, &case.field("reasons")[0])
    );
    let body = html! {
        (said(ctx))
        div.single { (panel(ctx, &case, false)?) div { (notes(ctx, &case)?) (past(ctx, &case)?) } }
    };
    let title = format!("{name} C-{}", case.number("number").unwrap_or(0));
    Ok(Some(Drawn::new(lede, body).titled(title)))
}

/// The case itself.
pub(crate) fn panel(ctx: &Ctx<'_>, case: &Record, focus: bool) -> rusqlite::Result<Markup> {
    let l = ctx.l;
    let account = case.account.as_deref().unwrap_or_default();
    let name = account_name(ctx, account)?;
    let wished = match ctx.ask("message") {
        Some("ja") => Ja,
        Some("en") => En,
        _ => message::language(ctx.db, ctx.tenant, case, ctx.at)?,
    };
    let composed = message::compose(
        ctx.db,
        ctx.tenant,
        case,
        (ctx.ask("template"), wished),
        (ctx.at, &ctx.member.mail),
    )?;
    let opened = case.number("opened").unwrap_or(0);
    let tag = match l {
        Ja => format!(
            "対応 C-{}・{}・担当 {}・{} 検知",
            case.number("number").unwrap_or(0),
            words::rule(l, case.text("rule")),
            dash(case.text("owner")),
            ctx.calendar.zone.day_name(l, opened)
        ),
        En => format!(
            "Case C-{} · {} · owner {} · found {}",
            case.number("number").unwrap_or(0),
            words::rule(l, case.text("rule")),
            dash(case.text("owner")),
            ctx.calendar.zone.day_name(l, opened)
        ),
    };
    let may = ctx.member.role.may(Act::Work);
    Ok(html! {
        article.open id="case" tabindex=[focus.then_some("-1")] autofocus[focus] {
            p.sub { (tag) }
            h2 { a href=(ctx.to(&format!("cases/{}", case.id))) { (name) } }
            @for why in case.field("reasons").as_array().into_iter().flatten() { p { (reason(ctx, why)) } }
            @if case.state == "closed" { p.good { "✓ " (how(ctx, case)) } }
            (evidence(ctx, case))
            (rank(ctx, case))
            @if let Some(composed) = &composed { (mail(ctx, case, composed, wished)?) }
            @if may && case.state != "closed" { (actions(ctx, case, composed.as_ref(), account, wished)) }
            (playbook(ctx, case, may))
            (record_of(ctx, case)?)
            p.sub { (ctx.say("リンクの手順を終えると、この対応は自動で閉じます。", "When the linked step is completed, this case closes by itself.")) }
        }
    })
}

fn dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

/// What is shown of one frozen figure: (label, value, more).
fn figure(ctx: &Ctx<'_>, key: &str, value: &Value) -> Option<(String, String)> {
    let l = ctx.l;
    let label = match key {
        "from" => ("前任", "Before"),
        "to" => ("後任", "After"),
        "changed" | "answered" => ("日付", "On"),
        "suspected" => ("確からしさ", "Certainty"),
        "status" => ("更新の状態", "Renewal"),
        "on" => ("満了日", "Term ends"),
        "days_left" => ("残り日数", "Days left"),
        "payments_failed" => ("決済の失敗", "Failed payments"),
        "direction" => ("向き", "Direction"),
        "recent" => ("直近", "Recent"),
        "base" => ("その前", "Before that"),
        "ratio" => ("比（90% 区間）", "Ratio (90% interval)"),
        "common" => ("全社共通の変化", "Shared by all"),
        "p" => ("偶然の確率 p", "Chance p"),
        "q" => ("誤検知の割合 q", "False share q"),
        "last" => ("最後の操作", "Last seen"),
        "days" => ("日数", "Days"),
        "median_gap" => ("ふだんの間隔", "Usual gap"),
        "score" => ("今回の NPS", "NPS now"),
        "before" => ("前回の NPS", "NPS before"),
        "content" => ("ガイド", "Guide"),
        "step" => ("手順", "Step"),
        "times" => ("止まった回数", "Times stuck"),
        "low" => ("要フォローのセル", "Cells that need help"),
        "measured" => ("測定済みのセル", "Cells measured"),
        "required" => ("必修のセル", "Cells required"),
        "weakest" => ("最も弱いトピック", "Weakest topic"),
        "started" => ("開始日", "Started"),
        "limit" => ("目安の日数", "Days allowed"),
        "cohort" => ("同期で届いた社数", "Cohort that got there"),
        "fallen" => ("下がった人数", "People who fell"),
        "reportable" => ("表示可能な人数", "Reportable people"),
        "known" => ("理解度", "Comprehension"),
        "coverage" => ("測定率", "Measured"),
        "others" => ("使っている人", "Others active"),
        _ => return None,
    };
    let said = match (key, value) {
        (_, Value::Null) => return None,
        ("changed" | "answered", v) => ctx.calendar.zone.moment(l, v.as_i64()?),
        ("suspected", Value::Bool(true)) => ctx.say("疑い", "suspected").to_owned(),
        ("suspected", _) => ctx.say("確認済み", "told by the CRM").to_owned(),
        ("direction", v) => if v == "rise" {
            ctx.say("上昇", "rise")
        } else {
            ctx.say("低下", "drop")
        }
        .to_owned(),
        ("status", v) => match v.as_str()? {
            "stopped" => ctx.say("停止", "stopped").to_owned(),
            "active" => ctx.say("自動更新", "active").to_owned(),
            _ => ctx.say("未確認", "not confirmed").to_owned(),
        },
        ("recent" | "base", v) => {
            let (n, days) = (v["user_days"].as_u64()?, v["business_days"].as_f64()?);
            match l {
                Ja => format!(
                    "{days} 営業日で {n} 人日（{:.1}/日）",
                    n as f64 / days.max(1.0)
                ),
                En => format!(
                    "{n} user-days in {days} business days ({:.1} a day)",
                    n as f64 / days.max(1.0)
                ),
            }
        }
        ("p" | "q", v) => match v.as_f64()? {
            p if p < 0.001 => format!("{key}<.001"),
            p => format!("{p:.3}"),
        },
        ("known" | "coverage", v) => format!("{}", (v.as_f64()? * 100.0).round()),
        ("weakest", v) => {
            let id = v.as_str()?;
            crate::releases::items(&ctx.manifest, "topics")
                .find(|t| t["id"] == id)
                .map_or_else(|| id.to_owned(), |t| l.title(t))
        }
        (_, Value::Number(n)) => match n.as_f64() {
            Some(v) if v.fract() != 0.0 => format!("{v:.2}"),
            _ => n.to_string(),
        },
        (_, Value::String(text)) => text.clone(),
        _ => return None,
    };
    Some((l.say(label.0, label.1).to_owned(), said))
}

fn evidence(ctx: &Ctx<'_>, case: &Record) -> Markup {
    let figures = case.field("evidence").as_object();
    let mut rows: Vec<(String, String)> = Vec::new();
    for (key, value) in figures.into_iter().flatten() {
        let Some((label, mut said)) = figure(ctx, key, value) else {
            continue;
        };
        let all = case.field("evidence");
        if key == "ratio"
            && let (Some(low), Some(high)) = (all["ratio_low"].as_f64(), all["ratio_high"].as_f64())
        {
            said = match ctx.l {
                Ja => format!("{said} 倍（{low:.2}–{high:.2}）"),
                En => format!("{said}× ({low:.2}–{high:.2})"),
            };
        }
        rows.push((label, said));
    }
    html! {
        h3 { (ctx.say("検知時の根拠", "Evidence when found")) span { (ctx.say("凍結・ルール ", "frozen · rule ")) (case.text("rule")) " v" (case.number("rule_version").unwrap_or(1)) } }
        @if rows.is_empty() { p.sub { (ctx.say("人が開いた対応です。", "Opened by a person.")) } } @else {
            table.t.ev { tbody { @for (label, said) in rows { tr { th scope="row" { (label) } td { b { (said) } } } } } }
        }
    }
}

fn rank(ctx: &Ctx<'_>, case: &Record) -> Markup {
    let r = case.field("rank");
    let (Some(priority), Some(days), Some(mrr)) = (
        r["priority"].as_f64(),
        r["days_factor"].as_f64(),
        r["mrr_factor"].as_f64(),
    ) else {
        return html! {};
    };
    let severity = r["severity"].as_i64().unwrap_or(1);
    html! { p.sub { @match ctx.l {
        Ja => { "順位の内訳：重大度 " (severity) " × 残日数 " (format!("{days:.2}")) " × ln(1+MRR千円) " (format!("{mrr:.2}")) " = " (format!("{priority:.1}")) "。問い合わせ件数は入れません。" }
        En => { "Why this rank: severity " (severity) " × days left " (format!("{days:.2}")) " × ln(1+MRR in thousands) " (format!("{mrr:.2}")) " = " (format!("{priority:.1}")) ". Inquiries do not enter." }
    } } }
}

fn pieces(pieces: &[Piece]) -> Markup {
    html! { @for piece in pieces {
        @if !piece.field { (piece.text) } @else if piece.text.contains("shirube=") { code.url { (piece.text) } } @else { span.f { (piece.text) } }
    } }
}

fn mail(ctx: &Ctx<'_>, case: &Record, m: &Message, l: Language) -> rusqlite::Result<Markup> {
    let all = templates(ctx.db, ctx.tenant)?;
    let place = if ctx.path[0] == "today" {
        vec![("case", case.id.as_str())]
    } else {
        vec![]
    };
    let tongue = |tag: &'static str| {
        let mut change = place.clone();
        change.push(("message", tag));
        ctx.with(&change)
    };
    Ok(html! {
        h3 { (ctx.say("送る文面", "The message")) span {
            (ctx.say("テンプレート ", "template ")) a href=(ctx.to(&format!("templates/{}", m.template))) { (m.template) } " v" (m.template_version) (ctx.say("・人が送信します", " · a person sends it"))
            " " a href=(tongue("ja")) aria-current=[(l == Ja).then_some("true")] lang="ja" { "日本語" } " " a href=(tongue("en")) aria-current=[(l == En).then_some("true")] lang="en" { "English" }
        } }
        div.mail lang=(l.tag()) {
            dl {
                dt { (ctx.say("宛先", "To")) } dd { span.f { (m.to_name.as_deref().unwrap_or("–")) } @if let Some(mail) = &m.to_mail { " <" (mail) ">" } }
                dt { (ctx.say("件名", "Subject")) } dd { b { @match &m.subject { Ok(s) => { (pieces(s)) } Err(missing) => { (lacks(ctx, missing)) } } } }
            }
            div.body id={ "message-" (case.id) } { @match &m.body { Ok(b) => { (pieces(b)) } Err(missing) => { (lacks(ctx, missing)) } } }
        }
        details.tb { summary { (ctx.say("別のテンプレート", "Another template")) } ul.choices { @for t in &all {
            li { a href=(ctx.with(&[place.as_slice(), &[("template", t.id.as_str())]].concat())) { (t.body["name"][ctx.l.tag()].as_str().unwrap_or(&t.id)) } }
        } } }
    })
}

fn lacks(ctx: &Ctx<'_>, missing: &str) -> Markup {
    html! { span.nodata { @match (ctx.l, missing) {
        (Ja, "links") => { "送れる手順がまだ公開されていません。リリースを公開するか、下で手順を選んでください。" }
        (En, "links") => { "No guide has been published to link to yet: publish a release, or choose a step below." }
        (Ja, _) => { "「" (missing) "」が埋まりません。アカウントか利用者の情報に加えてください。" }
        (En, _) => { "\"" (missing) "\" is missing: add it to the account or the person." }
    } } }
}

fn actions(
    ctx: &Ctx<'_>,
    case: &Record,
    m: Option<&Message>,
    account: &str,
    l: Language,
) -> Markup {
    let whole = m.and_then(Message::whole);
    let to = m.and_then(|m| m.to_mail.clone());
    let copy_form = format!("copied-{}", case.id);
    let hint = |what: &str| {
        html! { (hidden(ctx, what)) input type="hidden" name="id" value=(case.id); input type="hidden" name="language" value=(l.tag());
        @if let Some(template) = ctx.ask("template") { input type="hidden" name="template" value=(template); } }
    };
    html! {
        div.acts {
            @if let Some((subject, body)) = &whole {
                @if let (true, Some(_)) = (ctx.mails, &to) {
                    form.inline method="post" action=(ctx.to("act")) { (hint("case.mail")) button.btn.p { (ctx.say("メールで送る", "Send by mail")) } }
                } @else if let Some(to) = &to {
                    a.btn.p href={ "mailto:" (super::escaped(to)) "?subject=" (super::escaped(subject)) "&body=" (super::escaped(&body.replace('\n', "\r\n"))) } { (ctx.say("メールで開く", "Open in mail")) }
                }
                button.btn hidden data-copy={ "message-" (case.id) } data-done=(ctx.say("コピーしました", "Copied")) data-form=(copy_form) type="button" { (ctx.say("文面をコピー", "Copy message")) }
                form.inline id=(copy_form) method="post" action=(ctx.to("act")) { (hint("case.contact")) button.btn { (ctx.say("連絡済みにする", "Mark as contacted")) } }
            }
            form.inline method="post" action=(ctx.to("act")) {
                (hint("case.close"))
                label.short { span.vh { (ctx.say("結果", "Outcome")) } select name="outcome" {
                    @for outcome in crate::desk::case::OUTCOMES { option value=(outcome) { (words::outcome(ctx.l, outcome)) } } } }
                button.btn.q { (ctx.say("閉じる", "Close")) }
            }
            a.more href=(ctx.to(&format!("accounts/{}/call", super::escaped(account)))) { (ctx.say("電話の要点", "Call sheet")) }
        }
        details.tb { summary { (ctx.say("送る手順を選ぶ", "Choose the step to send")) }
            form.row method="post" action=(ctx.to("act")) {
                (hint("case.help"))
                label { (ctx.say("手順", "Step")) select name="content" { @for (id, title) in super::steps(ctx) { option value=(id) { (title) } } } }
                button.btn { (ctx.say("この手順にする", "Use this step")) }
            }
        }
    }
}

fn playbook(ctx: &Ctx<'_>, case: &Record, may: bool) -> Markup {
    let tasks = case
        .field("playbook")
        .as_array()
        .cloned()
        .unwrap_or_default();
    if tasks.is_empty() {
        return html! {};
    }
    html! {
        h3 { (ctx.say("進め方", "Playbook")) span { (ctx.say("ルールから", "from the rule")) } }
        ul.tasks { @for (n, task) in tasks.iter().enumerate() { li {
            @let done = !task["done"].is_null();
            @if done { span.good { "✓ " } }
            span { (reason(ctx, &task["task"])) " " span.sub { (task["due"].as_str().unwrap_or_default()) } }
            @if may && !done && case.state != "closed" {
                form.inline method="post" action=(ctx.to("act")) { (hidden(ctx, "case.task")) input type="hidden" name="id" value=(case.id); input type="hidden" name="task" value=(n);
                    button.link aria-label={ (reason(ctx, &task["task"])) (ctx.say("：済みにする", ": done")) } { (ctx.say("済み", "Done")) } }
            }
        } } }
    }
}

/// How the rule has fared: helped and false of all outcomes in a quarter.
fn record_of(ctx: &Ctx<'_>, case: &Record) -> rusqlite::Result<Markup> {
    let since = ctx.at - RECORD_DAYS * 86_400_000;
    let closed = cases(ctx)?;
    let closed = closed.iter().filter(|c| {
        c.text("rule") == case.text("rule")
            && c.number("closed").is_some_and(|at| at >= since)
            && crate::desk::case::is_judged(c)
    });
    let outcomes: Vec<String> = closed.map(|c| c.text("outcome").to_owned()).collect();
    let n = outcomes.len() as u64;
    let count = |what: &str| outcomes.iter().filter(|o| *o == what).count() as u64;
    let least = crate::markup::LEAST;
    Ok(html! {
        h3 { (ctx.say("このルールのこれまで", "This rule so far")) span { (ctx.say("直近 92 日・完了した対応", "last 92 days, closed cases")) } }
        @if n < least {
            p.nodata { @match ctx.l { Ja => { "データ不足：あと " (least - n) " 件の結果で表示" } En => { "too little data: " (least - n) " more outcomes" } } }
        } @else {
            table.t.tight.rec { tbody { @for what in ["helped", "false"] {
                @let k = count(what); @let band = wilson(k, n, Z90);
                tr { th scope="row" { (words::outcome(ctx.l, what)) } td.draw aria-hidden="true" { (marks::whisker(k as f64 / n as f64, band.low, band.high, false)) }
                    td.num { (words::range(ctx.l, k as f64 / n as f64, band.low, band.high)) " " span.sub { (words::of(k as i64, n as i64)) } } }
            } } }
        }
    })
}

fn notes(ctx: &Ctx<'_>, case: &Record) -> rusqlite::Result<Markup> {
    let mut notes = record::all(ctx.db, ctx.tenant, Kind::Note)?;
    notes.retain(|n| n.text("case") == case.id);
    Ok(super::notes(
        ctx,
        &notes,
        case.account.as_deref(),
        Some(&case.id),
    ))
}

/// Who did what, newest first.
fn past(ctx: &Ctx<'_>, case: &Record) -> rusqlite::Result<Markup> {
    let mut statement = ctx.db.prepare_cached(
        "SELECT at_ms, who, state FROM record_past WHERE tenant = ?1 AND kind = 'case' AND id = ?2 ORDER BY version DESC LIMIT 50",
    )?;
    let rows = statement.query_map([ctx.tenant, &case.id], |r| {
        Ok((
            r.get::<_, i64>(0)?,
            r.get::<_, String>(1)?,
            r.get::<_, String>(2)?,
        ))
    })?;
    let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(html! {
        section { h2 { (ctx.say("経過", "What happened since")) }
            table.t.tight { thead { tr { th scope="col" { (ctx.say("時刻", "Time")) } th scope="col" { (ctx.say("誰が", "Who")) } th scope="col" { (ctx.say("状態", "State")) } } }
                tbody { @for (at, who, state) in rows { tr { td.nw { (ctx.calendar.zone.moment(ctx.l, at)) } td { (who) } td { (words::state(ctx.l, &state)) } } } } }
        }
    })
}
