//! The library: all published content as a customer sees it, with search, what is new since the last visit, and a link to
//! any step that can be copied or put into a message.

use maud::{Markup, html};
use rusqlite::OptionalExtension as _;
use serde_json::Value;

use super::{Ctx, Drawn, filter, section};
use crate::desk::link::{self, KINDS};
use crate::markup::Language::{En, Ja};
use crate::markup::whole;
use crate::releases::items;

fn kind_word(ctx: &Ctx<'_>, kind: &str) -> &'static str {
    match kind {
        "tutorials" => ctx.say("ガイド", "Guide"),
        "checklists" => ctx.say("チェックリスト", "Checklist"),
        "articles" => ctx.say("記事", "Article"),
        "quizzes" => ctx.say("クイズ", "Quiz"),
        "announcements" => ctx.say("お知らせ", "News"),
        "tooltips" => ctx.say("ヒント", "Hint"),
        _ => ctx.say("アンケート", "Survey"),
    }
}

/// All words of an item in one language, for the search.
fn words_of(value: &Value, tag: &str, out: &mut String) {
    match value {
        Value::Object(map) => match map.get(tag) {
            Some(Value::String(text)) => {
                out.push_str(text);
                out.push(' ');
            }
            _ => map.values().for_each(|v| words_of(v, tag, out)),
        },
        Value::Array(list) => list.iter().for_each(|v| words_of(v, tag, out)),
        _ => {}
    }
}

/// When a visitor was here last; now becomes the last time on another day.
fn last_visit(ctx: &Ctx<'_>) -> rusqlite::Result<Option<i64>> {
    ctx.db
        .query_row(
            "SELECT at_ms FROM visited WHERE tenant = ?1 AND who = ?2 AND place = 'library'",
            [ctx.tenant, &ctx.member.mail],
            |r| r.get(0),
        )
        .optional()
}

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let (kind, search) = (
        ctx.ask("kind").unwrap_or(""),
        ctx.ask("search").unwrap_or("").to_lowercase(),
    );
    let since = last_visit(ctx)?;
    let mut arrived = ctx.db.prepare_cached(
        "SELECT MIN(release.received_ms) FROM item JOIN release ON release.tenant = item.tenant AND release.version = item.release
         WHERE item.tenant = ?1 AND item.kind = ?2 AND item.id = ?3 AND item.version = ?4",
    )?;
    let mut rows: Vec<(&'static str, &Value, bool)> = Vec::new();
    let (mut total, mut fresh) = (0, 0);
    for own in KINDS {
        for item in items(&ctx.manifest, own) {
            total += 1;
            let at: Option<i64> = arrived.query_row(
                rusqlite::params![
                    ctx.tenant,
                    own,
                    item["id"].as_str(),
                    item["version"].as_i64().unwrap_or(0)
                ],
                |r| r.get(0),
            )?;
            let new = since.zip(at).is_some_and(|(since, at)| at > since);
            fresh += usize::from(new);
            let mut text = String::new();
            words_of(item, ctx.l.tag(), &mut text);
            if (kind.is_empty() || kind == own)
                && (kind != "new" || new)
                && (search.is_empty() || text.to_lowercase().contains(&search))
            {
                rows.push((own, item, new));
            }
        }
    }
    if kind == "new" {
        rows.retain(|(.., new)| *new);
    }
    let lede = match (ctx.l, since) {
        (Ja, Some(_)) => format!(
            "公開中 {} 件。前回から新しいもの {fresh} 件。",
            whole(total)
        ),
        (En, Some(_)) => format!(
            "{} published, {fresh} new since your last visit.",
            whole(total)
        ),
        (Ja, None) => format!(
            "公開中 {} 件。お客さまに見えるとおりに並べています。",
            whole(total)
        ),
        (En, None) => format!("{} published, as customers see them.", whole(total)),
    };
    let mut choices = vec![("", ctx.say("すべて", "All").to_owned())];
    if fresh > 0 {
        choices.push(("new", ctx.say("新しいもの", "New").to_owned()));
    }
    choices.extend(KINDS.map(|k| (k, kind_word(ctx, k).to_owned())));
    let mut table = vec![
        ["kind", "id", "title", "version", "link"]
            .map(str::to_owned)
            .to_vec(),
    ];
    table.extend(rows.iter().map(|(k, item, _)| {
        vec![
            (*k).to_owned(),
            item["id"].as_str().unwrap_or_default().to_owned(),
            ctx.l.title(item),
            item["version"].to_string(),
            link::url(&ctx.manifest, item, None, None),
        ]
    }));
    let body = html! {
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) {
            (filter(ctx, ctx.say("種類", "Kind"), "kind", kind, &choices))
            form.search method="get" role="search" { @if !kind.is_empty() { input type="hidden" name="kind" value=(kind); } label { span.vh { (ctx.say("言葉で探す", "Find by words")) } input type="search" name="search" value=(ctx.ask("search").unwrap_or_default()) placeholder=(ctx.say("言葉で探す", "Find by words")); } }
            (super::ends(ctx))
        }
        (section(ctx.say("コンテンツ", "Content"), ctx.say("リンクは画面のその手順を開きます", "A link opens that very step on its screen"), html! {
            @if rows.is_empty() { p.nodata { @if total == 0 { (ctx.say("まだ公開されていません（shirube publish --collector）。", "Nothing published yet (shirube publish --collector).")) } @else { (ctx.say("見つかりません。言葉か種類を変えてください。", "Not found: try other words or another kind.")) } } }
            ul.lib { @for (n, (kind, item, new)) in rows.iter().take(100).enumerate() { (one(ctx, n, kind, item, *new)) } }
            @if rows.len() > 100 { p.sub { (whole(rows.len() as i64)) (ctx.say(" 件のうち 100 件。言葉で絞ってください。", " found, 100 shown: narrow by words.")) } }
        }))
    };
    Ok(Some(Drawn::new(lede, body).with_table(table)))
}

fn one(ctx: &Ctx<'_>, n: usize, kind: &str, item: &Value, new: bool) -> Markup {
    let id = item["id"].as_str().unwrap_or_default();
    let url = link::url(&ctx.manifest, item, None, None);
    html! { li {
        span.tag.kind { (kind_word(ctx, kind)) } h3 { (ctx.l.title(item)) } @if new { " " span.good { "● " (ctx.say("新しい", "new")) } }
        p.sub { (id) " · v" (item["version"]) @if let Some(m) = item["minutes"].as_i64() { " · " (m) (ctx.say(" 分", " min")) } }
        details.tb { summary { (ctx.say("お客さまに見える内容と、手順ごとのリンク", "As customers see it, with a link to each step")) }
            @if let Some(body) = item["body"][ctx.l.tag()].as_str() { p { (body) } }
            table.t.tight { tbody {
                tr { th scope="row" { (ctx.say("全体", "Whole")) } td { code.url id={ "l" (n) } { (url) } } td.num { button.btn hidden type="button" data-copy={ "l" (n) } data-done=(ctx.say("コピーしました", "Copied")) { (ctx.say("コピー", "Copy")) } } }
                @for (s, step) in items(item, "steps").enumerate() { @let url = link::url(&ctx.manifest, item, step["id"].as_str(), None); tr {
                    th scope="row" { (s + 1) ". " (ctx.l.title(step)) @if let Some(body) = step["body"][ctx.l.tag()].as_str() { p.sub { (body) } } } td { code.url id={ "l" (n) "-" (s) } { (url) } }
                    td.num { button.btn hidden type="button" data-copy={ "l" (n) "-" (s) } data-done=(ctx.say("コピーしました", "Copied")) { (ctx.say("コピー", "Copy")) } } } }
            } }
        }
    } }
}
