//! Detection rules: what each found, how it fared, its thresholds to edit; and the back-test over what is recorded.

use maud::{Markup, html};
use measure::interval::{Z90, wilson};

use super::{Ctx, Drawn, cases, ends, hidden, said, section};
use crate::desk::case::is_judged;
use crate::desk::template::templates;
use crate::detect::has_left;
use crate::detect::rule::{Rule, rules};
use crate::detect::told::told;
use crate::markup::Language::{En, Ja};
use crate::markup::{LEAST, marks, words};
use crate::record::Record;
use crate::role::Act;

const QUARTER_MS: i64 = 92 * 86_400_000;

struct Fared {
    opened: usize,
    open: usize,
    lapsed: usize,
    helped: u64,
    wrong: u64,
    judged: u64,
}

fn fared(cases: &[Record], rule: &str, since: i64) -> Fared {
    let own: Vec<&Record> = cases
        .iter()
        .filter(|c| c.text("rule") == rule && c.number("opened").is_some_and(|at| at >= since))
        .collect();
    let outcome = |what: &str| own.iter().filter(|c| c.text("outcome") == what).count() as u64;
    Fared {
        opened: own.len(),
        open: own.iter().filter(|c| c.state != "closed").count(),
        helped: outcome("helped"),
        wrong: outcome("false"),
        lapsed: own
            .iter()
            .filter(|c| c.text("closed_by") == "auto:lapsed")
            .count(),
        judged: own.iter().filter(|c| is_judged(c)).count() as u64,
    }
}

fn name(ctx: &Ctx<'_>, rule: &Rule) -> String {
    rule.field("name")[ctx.l.tag()]
        .as_str()
        .unwrap_or(&rule.id)
        .to_owned()
}

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let (all, cases) = (rules(ctx.db, ctx.tenant)?, cases(ctx)?);
    let since = ctx.at - QUARTER_MS;
    let opened: usize = all.iter().map(|r| fared(&cases, &r.id, since).opened).sum();
    let lede = match ctx.l {
        Ja => format!(
            "ルール {} 件、この 92 日の検知 {opened} 件。結果を記録するほど、どのルールを残すかが分かります。",
            all.len()
        ),
        En => format!(
            "{} rules, {opened} cases in 92 days. Outcomes tell which rule to keep.",
            all.len()
        ),
    };
    let mut table = vec![
        [
            "rule", "enabled", "severity", "opened", "open", "lapsed", "helped", "false", "judged",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for r in &all {
        let f = fared(&cases, &r.id, since);
        table.push(vec![
            r.id.clone(),
            r.enabled.to_string(),
            r.severity().to_string(),
            f.opened.to_string(),
            f.open.to_string(),
            f.lapsed.to_string(),
            f.helped.to_string(),
            f.wrong.to_string(),
            f.judged.to_string(),
        ]);
    }
    let body = html! {
        (said(ctx)) nav.filters aria-label=(ctx.say("絞り込み", "Filters")) { (ends(ctx)) }
        (section(ctx.say("ルールとその成績", "Rules and how they fared"), ctx.say("直近 92 日。適合率 = 誤検知でなかった割合（90% 区間）", "Last 92 days. Precision = share that was no false alarm (90% interval)"), html! {
            table.t.drawn.rl { thead { tr { th scope="col" { (ctx.say("ルール", "Rule")) } (marks::axis(&[0, 50, 100])) th.num.w scope="col" { (ctx.say("適合率（90%）", "Precision (90%)")) } th.num.opt scope="col" { (ctx.say("検知", "Found")) } th.num.opt scope="col" { (ctx.say("未完了", "Open")) } th.num.opt scope="col" { (ctx.say("期限切れ", "Lapsed")) } th.num.opt scope="col" { (ctx.say("重大度", "Severity")) } } }
                tbody { @for r in &all { @let f = fared(&cases, &r.id, since); @let band = wilson(f.judged - f.wrong, f.judged, Z90); tr {
                    th scope="row" { a href=(ctx.to(&format!("rules/{}", r.id))) { (name(ctx, r)) } @if !r.enabled { " " span.tag { (ctx.say("停止中", "off")) } } " " span.sub { "v" (r.version) } }
                    @if f.judged < LEAST { td.draw aria-hidden="true" {} td.num { span.nodata { @match ctx.l { Ja => { "あと" (LEAST - f.judged) "件の結果" } En => { (LEAST - f.judged) " outcomes more" } } } } }
                    @else { @let p = (f.judged - f.wrong) as f64 / f.judged as f64; td.draw aria-hidden="true" { (marks::whisker(p, band.low, band.high, false)) } td.num { (words::range(ctx.l, p, band.low, band.high)) } }
                    td.num.opt { (f.opened) } td.num.opt { (f.open) } td.num.opt { (f.lapsed) } td.num.opt { (r.severity()) }
                } } }
            }
        }))
        (backtest(ctx, &all, &cases)?)
        (alarms(ctx, &cases))
    };
    Ok(Some(Drawn::new(lede, body).with_table(table)))
}

/// Accounts that did leave: which rules had found them before, and what share of what each found left.
fn backtest(ctx: &Ctx<'_>, rules: &[Rule], cases: &[Record]) -> rusqlite::Result<Markup> {
    let mut left = std::collections::BTreeMap::new();
    for (id, told) in told(ctx.db, ctx.tenant, "account")? {
        let ended = told.0.iter().find(|d| {
            d.at <= ctx.at
                && d.state
                    .get("renewal")
                    .is_some_and(|r| r["status"] == "ended")
        });
        if let Some(at) = ended.map(|d| d.at) {
            let account = crate::detect::scene::Account {
                told,
                ..Default::default()
            };
            if has_left(&account, ctx.at) {
                left.insert(id, at);
            }
        }
    }
    let n = left.len() as u64;
    Ok(section(ctx.say("答え合わせ：解約した会社を先に見つけたか", "Back-test: were those who left found before"), ctx.say("再現率 = 解約の前に検知した割合。適合率 = 検知した会社のうち解約した割合", "Recall = share of those who left that were found before. Precision = share of found accounts that left"), html! {
        @if n < LEAST { p.nodata { @match ctx.l { Ja => { "データ不足：あと " (LEAST - n) " 社の解約で表示（renewal.status が ended になった会社）" } En => { "too little data: " (LEAST - n) " more accounts whose renewal ended" } } } } @else {
            table.t.tight { thead { tr { th scope="col" { (ctx.say("ルール", "Rule")) } th.num scope="col" { (ctx.say("再現率（90%）", "Recall (90%)")) } th.num.w scope="col" { (ctx.say("適合率（90%）", "Precision (90%)")) } th.num.opt scope="col" { (ctx.say("先に見つけた日数（中央値）", "Days ahead (median)")) } } }
                tbody { @for r in rules.iter().filter(|r| !r.is_positive()) {
                    @let found: std::collections::BTreeMap<&str, i64> = cases.iter().filter(|c| c.text("rule") == r.id && c.field("positive") != &serde_json::json!(true)).filter_map(|c| Some((c.account.as_deref()?, c.number("opened")?))).collect();
                    @let ahead: Vec<f64> = left.iter().filter_map(|(id, at)| found.get(id.as_str()).filter(|o| *o < at).map(|o| (at - o) as f64 / 86_400_000.0)).collect();
                    @let hit = ahead.len() as u64; @let all = found.len() as u64;
                    @let (recall, precision) = (wilson(hit, n, Z90), wilson(hit.min(all), all, Z90));
                    tr { th scope="row" { (name(ctx, r)) } td.num { (words::range(ctx.l, hit as f64 / n as f64, recall.low, recall.high)) } td.num { @if all == 0 { "–" } @else { (words::range(ctx.l, hit as f64 / all as f64, precision.low, precision.high)) } }
                        td.num.opt { @if ahead.is_empty() { "–" } @else { (format!("{:.0}", median(ahead))) } } }
                } } }
        }
    }))
}

fn median(mut days: Vec<f64>) -> f64 {
    days.sort_unstable_by(f64::total_cmp);
    days.get(days.len() / 2).copied().unwrap_or(0.0)
}

/// The false alarms, newest first.
fn alarms(ctx: &Ctx<'_>, cases: &[Record]) -> Markup {
    let mut wrong: Vec<&Record> = cases
        .iter()
        .filter(|c| c.text("outcome") == "false")
        .collect();
    wrong.sort_by_key(|c| std::cmp::Reverse(c.number("closed")));
    section(
        ctx.say("誤検知の記録", "False alarms"),
        "",
        html! {
            @if wrong.is_empty() { p.sub { (ctx.say("まだありません。対応を「誤検知」で閉じると、ここに残ります。", "None yet: closing a case as a false alarm puts it here.")) } } @else {
                table.t.tight { tbody { @for c in wrong.iter().take(20) { tr { td.nw { (ctx.calendar.zone.day_name(ctx.l, c.number("closed").unwrap_or(0))) } td { (words::rule(ctx.l, c.text("rule"))) } td { a href=(ctx.to(&format!("cases/{}", c.id))) { (c.field("reasons")[0][ctx.l.tag()].as_str().unwrap_or_default()) } } } } } }
            }
        },
    )
}

pub(crate) fn one(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let all = rules(ctx.db, ctx.tenant)?;
    let Some(rule) = all.iter().find(|r| r.id == ctx.path[1]) else {
        return Ok(None);
    };
    let cases = cases(ctx)?;
    let f = fared(&cases, &rule.id, ctx.at - QUARTER_MS);
    let may = ctx.member.role.may(Act::Arrange);
    let templates = templates(ctx.db, ctx.tenant)?;
    let lede = match ctx.l {
        Ja => format!(
            "版 {}・この 92 日に {} 件検知、役に立った {}、誤検知 {}。",
            rule.version, f.opened, f.helped, f.wrong
        ),
        En => format!(
            "Version {}; {} found in 92 days, {} helped, {} false.",
            rule.version, f.opened, f.helped, f.wrong
        ),
    };
    let body = html! {
        (said(ctx))
        (section(ctx.say("しきい値", "Thresholds"), ctx.say("保存すると版が上がり、開いている対応の根拠は変わりません", "Saving raises the version; evidence of open cases stays"), html! {
            form.row method="post" action=(ctx.to("act")) { (hidden(ctx, "rule.keep")) input type="hidden" name="id" value=(rule.id);
                label { input type="checkbox" name="enabled" checked[rule.enabled] disabled[!may]; " " (ctx.say("使う", "On")) }
                label { (ctx.say("重大度（1–3）", "Severity (1–3)")) input type="number" name="severity" min="1" max="3" value=(rule.severity()) disabled[!may]; }
                label { (ctx.say("再検知までの日数", "Cooldown, days")) input type="number" name="cooldown_days" min="0" max="365" value=(rule.field("cooldown_days")) disabled[!may]; }
                @if let Some(days) = rule.field("lapse_days").as_i64() { label { (ctx.say("対応期限（日）", "Lapses after, days")) input type="number" name="lapse_days" min="1" max="365" value=(days) disabled[!may]; } }
                label { (ctx.say("最小の標本", "Minimum sample")) input type="number" name="min_sample" min="1" max="1000" value=(rule.field("min_sample")) disabled[!may]; }
                @for (key, value) in rule.field("when").as_object().into_iter().flatten().filter(|(_, v)| v.is_number()) { label { (key.replace('_', " ")) input type="number" step="any" name={ "when." (key) } value=(value) disabled[!may]; } }
                label { (ctx.say("テンプレート", "Template")) select name="template" disabled[!may] { @for t in &templates { option value=(t.id) selected[rule.field("template") == &serde_json::json!(t.id)] { (t.body["name"][ctx.l.tag()].as_str().unwrap_or(&t.id)) } } } }
                @if may { button.btn.p { (ctx.say("保存", "Save")) } }
            }
            @if may && rule.version > 1 { form.inline method="post" action=(ctx.to("act")) { (hidden(ctx, "rule.reset")) input type="hidden" name="id" value=(rule.id); button.link { (ctx.say("はじめの値に戻す", "Back to the catalogue's")) } } }
        }))
        (section(ctx.say("ルールそのもの", "The rule as data"), "JSON", html! { pre.how { (serde_json::to_string_pretty(&rule.told()).unwrap_or_default()) } }))
    };
    Ok(Some(Drawn::new(lede, body).titled(name(ctx, rule))))
}
