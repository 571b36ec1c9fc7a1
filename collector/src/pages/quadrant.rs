//! Comprehension × motivation of accounts: four ways to act. A dot is undecided where its interval crosses a line.

use maud::{Markup, html};
use serde_json::Value;

use super::parts::{account_link, flat};
use super::{Ctx, Drawn, ends, filter, section};
use crate::desk::rank;
use crate::markup::Language::{En, Ja};
use crate::markup::{percent, words};

struct Dot {
    account: String,
    name: String,
    known: f64,
    low: f64,
    high: f64,
    index: f64,
    from: f64,
    to: f64,
}

/// Which corner, or that an interval crosses a line.
fn corner(dot: &Dot, lines: (f64, f64)) -> Option<usize> {
    let side = |low: f64, high: f64, line: f64| match () {
        () if high < line => Some(0),
        () if low >= line => Some(1),
        () => None,
    };
    Some(side(dot.from, dot.to, lines.1)? * 2 + side(dot.low, dot.high, lines.0)?)
}

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let (known, motivation) = (
        ctx.figures.of("comprehension"),
        ctx.figures.of("motivation"),
    );
    let wanted = ctx.ask("touch").unwrap_or("");
    let mut dots = Vec::new();
    let mut few = 0;
    for row in known.iter().filter(|r| r["topics"].is_array()) {
        let Some(account) = row["account"].as_str() else {
            continue;
        };
        let told = rank::account_of(ctx.db, ctx.tenant, account, ctx.at)?;
        if !wanted.is_empty() && rank::touch(&ctx.manifest, &told, ctx.at) != wanted {
            continue;
        }
        let m = motivation
            .iter()
            .find(|m| m["account"] == account && m["index"].is_number());
        let (Some(k), Some(m)) = (row["known"].as_f64(), m) else {
            few += 1;
            continue;
        };
        let band = |key: &str| row[key].as_f64();
        let n = |key: &str| m[key].as_f64().unwrap_or(0.0);
        dots.push(Dot {
            account: account.to_owned(),
            name: told
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or(account)
                .to_owned(),
            known: k,
            low: band("low").unwrap_or(k - 0.05).max(0.0),
            high: band("high").unwrap_or(k + 0.05).min(1.0),
            index: n("index"),
            from: n("low"),
            to: n("high"),
        });
    }
    let lines = (0.60, 0.50);
    let names = [
        (
            ctx.say("人が連絡：手順を小さく", "Human contact, smaller step"),
            ctx.say("どちらも低い", "both low"),
        ),
        (
            ctx.say("案内を減らす：価値を示す", "Stop prompting, show value"),
            ctx.say("理解は高い", "knows, tired"),
        ),
        (
            ctx.say("教える", "Teach"),
            ctx.say("意欲は高い", "willing, not there yet"),
        ),
        (
            ctx.say("事例をお願いする", "Ask for advocacy"),
            ctx.say("どちらも高い", "both high"),
        ),
    ];
    let mut groups: [Vec<&Dot>; 4] = Default::default();
    let mut undecided = Vec::new();
    for dot in &dots {
        match corner(dot, lines) {
            Some(n) => groups[n].push(dot),
            None => undecided.push(dot),
        }
    }
    let clear: usize = groups.iter().map(Vec::len).sum();
    let lede = match ctx.l {
        Ja if dots.is_empty() && few == 0 => "アカウントはまだ届いていません。".to_owned(),
        En if dots.is_empty() && few == 0 => "No accounts yet.".to_owned(),
        Ja => format!(
            "{} 社のうち {clear} 社は進め方がはっきりしています。{} 社は判断保留、{few} 社はデータ不足です。",
            dots.len() + few,
            undecided.len()
        ),
        En => format!(
            "Of {} accounts {clear} have a clear move, {} are undecided, {few} have too little data.",
            dots.len() + few,
            undecided.len()
        ),
    };
    let body = html! {
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) {
            (filter(ctx, ctx.say("タッチ", "Touch"), "touch", wanted, &[("", ctx.say("すべて", "All").to_owned()), ("high", words::touch(ctx.l, "high").to_owned()), ("low", words::touch(ctx.l, "low").to_owned()), ("tech", words::touch(ctx.l, "tech").to_owned())]))
            (ends(ctx))
        }
        @if dots.is_empty() {
            (section(ctx.say("まだ描けません", "Nothing to draw yet"), "", html! { (words::lacking(ctx.say("データ不足：1 社につき、測定済みのセルと、意欲を表示できる人が 3 人そろうと描きます（1 人 10 試行・4 成分）。", "too little data: an account needs measured cells and three people with a reportable index (10 trials, 4 components each)."))) }))
        } @else { div.quad {
            section { (plot(ctx, &dots, lines)) }
            section { ul.ql {
                @for n in [2, 0, 1, 3] { li { b { (names[n].0) span { (groups[n].len()) } } p.sub { (names[n].1) } p { (join(ctx, &groups[n])) } } }
                li { b { (ctx.say("判断保留：区間が線をまたぐ", "Undecided: an interval crosses a line")) span { (undecided.len()) } } p { (join(ctx, &undecided)) } }
                li { b { (ctx.say("データ不足（描きません）", "Too little data (not plotted)")) span { (few) } } }
            } }
        } }
    };
    Ok(Some(Drawn::new(lede, body).with_table(flat(motivation))))
}

fn join(ctx: &Ctx<'_>, dots: &[&Dot]) -> Markup {
    html! { @for (n, dot) in dots.iter().take(12).enumerate() { @if n > 0 { (ctx.say("、", ", ")) } (account_link(ctx, &dot.account)) } @if dots.len() > 12 { " …" } }
}

fn plot(ctx: &Ctx<'_>, dots: &[Dot], lines: (f64, f64)) -> Markup {
    let x = |v: f64| format!("{:.1}%", 6.0 + v * 92.0);
    let y = |v: f64| format!("{:.1}", 500.0 - v * 480.0);
    let said = match ctx.l {
        Ja => format!("理解度と意欲の散布図、{} 社", dots.len()),
        En => format!("Comprehension against motivation, {} accounts", dots.len()),
    };
    html! {
        svg.plot height="540" role="img" aria-label=(said) {
            @for tick in [0, 20, 40, 60, 80, 100] {
                @let v = f64::from(tick) / 100.0;
                line.tk x1=(x(v)) x2=(x(v)) y1="20" y2="500" {} line.tk x1="6%" x2="98%" y1=(y(v)) y2=(y(v)) {}
                text x=(x(v)) y="516" text-anchor="middle" { (tick) } text x="5%" y=(y(v)) text-anchor="end" { (tick) }
            }
            line.rule x1=(x(lines.0)) x2=(x(lines.0)) y1="20" y2="500" stroke-dasharray="3 3" {} line.rule x1="6%" x2="98%" y1=(y(lines.1)) y2=(y(lines.1)) stroke-dasharray="3 3" {}
            text.strong x="7%" y="36" { (ctx.say("教える", "Teach")) } text.strong x="97%" y="36" text-anchor="end" { (ctx.say("事例をお願いする", "Ask for advocacy")) }
            text.strong x="7%" y="494" { (ctx.say("人が連絡", "Human contact")) } text.strong x="97%" y="494" text-anchor="end" { (ctx.say("案内を減らす", "Stop prompting")) }
            @for dot in dots.iter().take(120) {
                line.wh x1=(x(dot.known)) x2=(x(dot.known)) y1=(y(dot.from)) y2=(y(dot.to)) {}
                rect.band x=(x(dot.low)) width=(format!("{:.1}%", (dot.high - dot.low) * 92.0)) y=(format!("{:.1}", 500.0 - dot.index * 480.0 - 3.0)) height="6" {}
            }
            @for dot in dots.iter().take(120) {
                circle.pt.o[corner(dot, lines).is_none()] cx=(x(dot.known)) cy=(y(dot.index)) r="5" { title { (dot.name) " " (percent(dot.known)) " × " (percent(dot.index)) } }
                @if dots.len() <= 30 { text x=(x(dot.known)) y=(format!("{:.1}", 490.0 - dot.index * 480.0)) dx="8" { (dot.name) } }
            }
            text x="52%" y="534" text-anchor="middle" { (ctx.say("理解度（必修トピックの平均、帯は前提幅）", "Comprehension (mean of required topics; band: assumptions)")) " → " (ctx.say("　縦：学習意欲指数（90% 区間）", "  vertical: motivation index (90% interval)")) }
        }
        details.tb { summary { (ctx.say("表で見る", "Show as a table")) } table.t.tight {
            thead { tr { th scope="col" { (ctx.say("アカウント", "Account")) } th.num scope="col" { (ctx.say("理解度", "Comprehension")) } th.num scope="col" { (ctx.say("意欲", "Motivation")) } } }
            tbody { @for dot in dots { tr { th scope="row" { (account_link(ctx, &dot.account)) } td.num { (words::range(ctx.l, dot.known, dot.low, dot.high)) } td.num { (words::range(ctx.l, dot.index, dot.from, dot.to)) } } } }
        } }
    }
}
