//! Message templates: the list, and one to edit with its preview as a case would fill it.

use maud::html;

use super::{Ctx, Drawn, cases, hidden, said, section};
use crate::desk::message;
use crate::desk::template::{FIELDS, templates};
use crate::markup::Language::{En, Ja};
use crate::role::Act;

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let all = templates(ctx.db, ctx.tenant)?;
    let lede = match ctx.l {
        Ja => format!(
            "テンプレート {} 件。どれも、その人のその手順を開くリンクを含みます。",
            all.len()
        ),
        En => format!(
            "{} templates, each with a link that opens that person's very step.",
            all.len()
        ),
    };
    let body = html! {
        (said(ctx))
        (section(ctx.say("テンプレート", "Templates"), ctx.say("日本語と英語", "Japanese and English"), html! {
            table.t { thead { tr { th scope="col" { (ctx.say("名前", "Name")) } th scope="col" { (ctx.say("件名", "Subject")) } th.num scope="col" { (ctx.say("版", "Version")) } } }
                tbody { @for t in &all { tr { th scope="row" { a href=(ctx.to(&format!("templates/{}", t.id))) { (t.body["name"][ctx.l.tag()].as_str().unwrap_or(&t.id)) } } td { (t.body["subject"][ctx.l.tag()].as_str().unwrap_or_default()) } td.num { (t.version) } } } } }
        }))
    };
    let mut table = vec![vec![
        "id".to_owned(),
        "subject.ja".to_owned(),
        "subject.en".to_owned(),
    ]];
    table.extend(all.iter().map(|t| {
        vec![
            t.id.clone(),
            t.body["subject"]["ja"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            t.body["subject"]["en"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        ]
    }));
    Ok(Some(Drawn::new(lede, body).with_table(table)))
}

pub(crate) fn one(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let all = templates(ctx.db, ctx.tenant)?;
    let Some(t) = all.iter().find(|t| t.id == ctx.path[1]) else {
        return Ok(None);
    };
    let may = ctx.member.role.may(Act::Arrange);
    let sample = cases(ctx)?
        .into_iter()
        .find(|c| c.state != "closed" && !c.field("help").as_array().is_none_or(Vec::is_empty));
    let mut previews = Vec::new();
    if let Some(case) = &sample {
        for l in [Ja, En] {
            previews.extend(
                message::compose(
                    ctx.db,
                    ctx.tenant,
                    case,
                    (Some(&t.id), l),
                    (ctx.at, &ctx.member.mail),
                )?
                .map(|m| (l, m)),
            );
        }
    }
    let value = |key: &str, l: &str| t.body[key][l].as_str().unwrap_or_default().to_owned();
    let title = t.body["name"][ctx.l.tag()]
        .as_str()
        .unwrap_or(&t.id)
        .to_owned();
    let body = html! {
        (said(ctx))
        div.cols {
            div.c6 { (section(ctx.say("文面", "Text"), &format!("v{}", t.version), html! {
                form method="post" action=(ctx.to("act")) { (hidden(ctx, "template.keep")) input type="hidden" name="id" value=(t.id);
                    @for (l, word) in [("ja", "日本語"), ("en", "English")] {
                        fieldset lang=(l) { legend { (word) }
                            label { (ctx.say("名前", "Name")) input type="text" name={ "name." (l) } value=(value("name", l)) required disabled[!may]; }
                            label { (ctx.say("件名", "Subject")) input type="text" name={ "subject." (l) } value=(value("subject", l)) required disabled[!may]; }
                            label { (ctx.say("本文", "Body")) textarea name={ "body." (l) } rows="14" required disabled[!may] { (value("body", l)) } } } }
                    @if may { button.btn.p { (ctx.say("保存", "Save")) } }
                }
                @if may && t.version > 1 { form.inline method="post" action=(ctx.to("act")) { (hidden(ctx, "template.reset")) input type="hidden" name="id" value=(t.id); button.link { (ctx.say("はじめの文面に戻す", "Back to the catalogue's")) } } }
                p.sub { (ctx.say("使える項目：", "Fields: ")) @for f in FIELDS { code { "{{" (f) "}}" } " " } code { "{{#each links}}{{title}} {{minutes}} {{url}}{{/each}}" } }
            })) }
            div.c6 { (section(ctx.say("プレビュー", "Preview"), ctx.say("いま開いている対応で埋めたもの", "Filled from a case that is open now"), html! {
                @if previews.is_empty() { p.nodata { (ctx.say("開いている対応が 1 件あると、その内容で表示します。", "Shown with the first open case.")) } }
                @for (l, m) in &previews { div.mail lang=(l.tag()) { dl { dt { (ctx.say("件名", "Subject")) } dd { b { (m.subject.as_ref().map_or_else(|e| format!("⚠ {e}"), |p| crate::desk::template::plain(p))) } } } div.body { @match &m.body { Ok(p) => { (crate::desk::template::plain(p)) } Err(e) => { span.nodata { (ctx.say("埋まらない項目：", "missing: ")) (e) } } } } } br; }
            })) }
        }
    };
    Ok(Some(Drawn::new(t.id.clone(), body).titled(title)))
}
