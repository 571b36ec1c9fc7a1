//! The dashboard's pages of the desk: each gathers what it shows and draws it. Everything that changes the picture is in
//! the address. Here: what pages share, and who may open which.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod acts;
pub(crate) mod business;
pub(crate) mod case;
pub(crate) mod content;
pub(crate) mod data;
pub(crate) mod escalations;
pub(crate) mod experiments;
pub(crate) mod inquiries;
pub(crate) mod learning;
pub(crate) mod library;
pub(crate) mod method;
pub(crate) mod nps;
pub(crate) mod onboarding;
pub(crate) mod parts;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod quadrant;
pub(crate) mod rules;
pub(crate) mod sheets;
pub(crate) mod solved;
pub(crate) mod templates;
pub(crate) mod today;
pub(crate) mod topics;
pub(crate) mod touch;
pub(crate) mod uniformity;
pub(crate) mod usage;
mod way;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use rusqlite::Connection;
use serde_json::Value;

use crate::answer::Problem;
use crate::calendar::Calendar;
use crate::dashboard::{Visit, page};
use crate::directory::Member;
use crate::markup::{self, Language, Page, nav};
use crate::numbers::{self, Figures};
use crate::record::{self, Kind};
use crate::releases;
use crate::reports::{self, Asked};
use crate::routes::State;
use crate::session::Sessions;

use way::{drawer, needs};
pub(crate) use way::{overview, portfolio, whole};

pub(crate) use parts::{ends, filter, hidden, notes, said, section, steps};

/// Rows of one table.
pub(crate) const ROWS: usize = 50;

/// What a page is drawn from.
pub(crate) struct Ctx<'a> {
    pub(crate) db: &'a Connection,
    pub(crate) tenant: &'a str,
    pub(crate) calendar: Calendar,
    pub(crate) manifest: Value,
    pub(crate) l: Language,
    pub(crate) member: &'a Member,
    pub(crate) form: &'a str,
    pub(crate) asked: &'a BTreeMap<String, String>,
    /// As of when.
    pub(crate) at: i64,
    /// The parts of the address after the language.
    pub(crate) path: Vec<String>,
    /// Whether mail can be sent from here.
    pub(crate) mails: bool,
    /// What the reports say that the page asked for.
    pub(crate) figures: &'a Figures,
}

impl Ctx<'_> {
    pub(crate) fn ask(&self, key: &str) -> Option<&str> {
        self.asked
            .get(key)
            .map(String::as_str)
            .filter(|v| !v.is_empty())
    }

    pub(crate) fn say(&self, ja: &'static str, en: &'static str) -> &'static str {
        self.l.say(ja, en)
    }

    /// An address of the dashboard in this language.
    pub(crate) fn to(&self, rest: &str) -> String {
        format!("/dashboard/{}/{rest}", self.l.tag())
    }

    /// This page with one part of its question changed.
    pub(crate) fn with(&self, changes: &[(&str, &str)]) -> String {
        let mut asked = self.asked.clone();
        for (key, value) in changes {
            if value.is_empty() {
                asked.remove(*key);
            } else {
                asked.insert((*key).to_owned(), (*value).to_owned());
            }
        }
        let question: Vec<String> = asked
            .iter()
            .map(|(k, v)| format!("{}={}", escaped(k), escaped(v)))
            .collect();
        let path = self.to(&self
            .path
            .iter()
            .map(|p| escaped(p))
            .collect::<Vec<_>>()
            .join("/"));
        if question.is_empty() {
            path
        } else {
            format!("{path}?{}", question.join("&"))
        }
    }
}

/// Percent-encoded for one part of an address.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A page that is ready to be framed.
pub(crate) struct Drawn {
    /// Where it is not the navigation's words.
    pub(crate) title: Option<String>,
    pub(crate) lede: String,
    pub(crate) body: Markup,
    /// The page's main table, for `?format=csv`.
    pub(crate) table: Vec<Vec<String>>,
}

impl Drawn {
    pub(crate) fn new(lede: impl Into<String>, body: Markup) -> Self {
        Drawn {
            title: None,
            lede: lede.into(),
            body,
            table: Vec::new(),
        }
    }

    pub(crate) fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    pub(crate) fn with_table(mut self, table: Vec<Vec<String>>) -> Self {
        self.table = table;
        self
    }
}

pub(crate) async fn one(
    state: Extract<Arc<State>>,
    Path((tag, a)): Path<(String, String)>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    show(&state, &tag, vec![a], asked, &headers).await
}

pub(crate) async fn two(
    state: Extract<Arc<State>>,
    Path((tag, a, b)): Path<(String, String, String)>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    show(&state, &tag, vec![a, b], asked, &headers).await
}

pub(crate) async fn three(
    state: Extract<Arc<State>>,
    Path((tag, a, b, c)): Path<(String, String, String, String)>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    show(&state, &tag, vec![a, b, c], asked, &headers).await
}

pub(crate) async fn four(
    state: Extract<Arc<State>>,
    Path((tag, a, b, c, d)): Path<(String, String, String, String, String)>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    show(&state, &tag, vec![a, b, c, d], asked, &headers).await
}

async fn show(
    state: &Arc<State>,
    tag: &str,
    path: Vec<String>,
    asked: Asked,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    if Language::tagged(tag).is_none() && state.member(headers).is_some() {
        return Ok(Redirect::to("/dashboard/ja/today").into_response());
    }
    let known = drawer(&path).and_then(|(draw, place)| Some((draw, nav::entry(place)?)));
    let Some((draw, (place, act))) = known else {
        let nobody = state.member(headers).is_none();
        return match nobody {
            true => Ok(Redirect::to("/dashboard/").into_response()),
            false => Err(Problem::new(
                StatusCode::NOT_FOUND,
                "not_found",
                "there is no such page",
            )),
        };
    };
    let visit = match Visit::of(state, headers, tag, act) {
        Ok(visit) => visit,
        Err(answer) => return Ok(*answer),
    };
    let at = asked
        .get("at")
        .and_then(|v| v.parse().ok())
        .unwrap_or(visit.at);
    let csv = asked.get("format").is_some_and(|f| f == "csv");
    let mails = state.mail.is_some();
    // Whose page it is, where it is a person's.
    let person = match path.as_slice() {
        [accounts, _, people, user] if accounts == "accounts" && people == "people" => {
            Some((visit.tenant(), visit.member.mail.clone(), user.clone()))
        }
        _ => None,
    };
    let figures = numbers::fetch(state, headers, needs(&path, &asked, at)).await;
    let shown = reports::read(state, move |db| {
        let tenant = visit.tenant();
        let ctx = Ctx {
            calendar: Calendar::of(db, &tenant, at),
            manifest: releases::manifest(db, &tenant),
            db,
            tenant: &tenant,
            l: visit.language,
            member: &visit.member,
            form: &visit.form_token,
            asked: &asked,
            at,
            path,
            mails,
            figures: &figures,
        };
        let Some(drawn) = draw(&ctx)? else {
            return Ok(None);
        };
        if csv {
            return Ok(Some(Err(crate::desk::csv::text(&drawn.table))));
        }
        let counts = counts(&ctx)?;
        let rest = ctx.with(&[]);
        let shown = Page {
            language: ctx.l,
            zone: &ctx.calendar.zone,
            // Reports that were kept say of when they are.
            at: figures.as_of().unwrap_or(at).min(at),
            member: &visit.member,
            form_token: &visit.form_token,
            place,
            title: drawn.title,
            rest: rest.splitn(4, '/').nth(3).unwrap_or_default().to_owned(),
            counts,
            lede: drawn.lede,
            model: figures.model().map(str::to_owned),
        };
        Ok(Some(Ok(markup::framed(&shown, drawn.body))))
    });
    let shown = shown.await?;
    if let (Some(_), Some((tenant, who, user))) = (&shown, person) {
        state.person_viewed(tenant, who, user, csv).await;
    }
    match shown {
        Some(Ok(markup)) => Ok(page(StatusCode::OK, markup)),
        Some(Err(csv)) => {
            let kind = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"shirube.csv\"",
                ),
                (header::CACHE_CONTROL, "private, no-store"),
            ];
            Ok((kind, csv).into_response())
        }
        None => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "there is no such page",
        )),
    }
}

/// What the navigation counts: open cases of mine or of nobody, accounts.
fn counts(ctx: &Ctx<'_>) -> rusqlite::Result<Vec<(&'static str, u64)>> {
    let open: i64 = ctx.db.query_row(
        "SELECT COUNT(DISTINCT account) FROM record WHERE tenant = ?1 AND kind = 'case' AND state = 'open'",
        [ctx.tenant],
        |r| r.get(0),
    )?;
    let accounts: i64 = ctx.db.query_row(
        "SELECT COUNT(DISTINCT id) FROM snapshot WHERE tenant = ?1 AND kind = 'account'",
        [ctx.tenant],
        |r| r.get(0),
    )?;
    Ok(vec![
        ("today", open.unsigned_abs()),
        ("accounts", accounts.unsigned_abs()),
    ])
}

/// An account's name, or its id.
pub(crate) fn account_name(ctx: &Ctx<'_>, id: &str) -> rusqlite::Result<String> {
    let told = crate::desk::rank::account_of(ctx.db, ctx.tenant, id, ctx.at)?;
    Ok(told
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or(id)
        .to_owned())
}

/// Cases as of the page's time.
pub(crate) fn cases(ctx: &Ctx<'_>) -> rusqlite::Result<Vec<record::Record>> {
    let mut all = record::all(ctx.db, ctx.tenant, Kind::Case)?;
    all.retain(|c| c.number("opened").is_some_and(|at| at <= ctx.at));
    Ok(all)
}

/// Whether a form comes from the session that it names.
pub(crate) fn is_signed(sessions: &Sessions, headers: &HeaderMap, form: Option<&String>) -> bool {
    let token = sessions.form_token(headers);
    token.is_some() && token.as_ref() == form
}
