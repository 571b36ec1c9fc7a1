//! The dashboard's pages: who may see which, under which policy, with which numbers. Drawing is `markup`'s.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use rusqlite::Connection;

use crate::answer::Problem;
use crate::directory::{Environment, Member};
use crate::markup::overview::{self, Overview, WINDOW_DAYS};
use crate::markup::{self, Language, Page};
use crate::role::Act;
use crate::routes::{State, now};
use crate::zone::Zone;
use crate::{audit, delivery, facts, numbers, pages, releases, reports};

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";
/// Entries of the audit log on its page.
const ENTRIES: usize = 200;

/// A page under the dashboard's policy.
pub(crate) fn page(status: StatusCode, markup: Markup) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    (status, headers, markup.into_string()).into_response()
}

pub(crate) async fn style() -> Response {
    let kind = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "max-age=300"),
    ];
    let style = concat!(
        include_str!("style.css"),
        include_str!("markup/desk.css"),
        include_str!("markup/paper.css")
    );
    (kind, style).into_response()
}

pub(crate) async fn icon() -> Response {
    let kind = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "max-age=86400"),
    ];
    (kind, include_str!("markup/icon.svg")).into_response()
}

/// The only script: the copy button's.
pub(crate) async fn copy() -> Response {
    let kind = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "max-age=300"),
    ];
    (kind, include_str!("markup/copy.js")).into_response()
}

/// Somebody who may look at a page, and how it is to be shown to them.
pub(crate) struct Visit {
    pub(crate) language: Language,
    pub(crate) member: Member,
    pub(crate) form_token: String,
    pub(crate) at: i64,
}

impl Visit {
    /// The visit of a request; else where to send it, or that the role does not allow it.
    pub(crate) fn of(
        state: &State,
        headers: &HeaderMap,
        tag: &str,
        act: Act,
    ) -> Result<Self, Box<Response>> {
        let (Some(member), Some(form_token)) =
            (state.member(headers), state.sessions.form_token(headers))
        else {
            return Err(Box::new(Redirect::to("/dashboard/").into_response()));
        };
        let Some(language) = Language::tagged(tag) else {
            return Err(Box::new(
                Redirect::to("/dashboard/ja/today").into_response(),
            ));
        };
        if !member.role.may(act) {
            let closed = "your role does not open this page";
            let problem = Problem::new(StatusCode::FORBIDDEN, "not_your_role", closed);
            return Err(Box::new(problem.into_response()));
        }
        Ok(Visit {
            language,
            member,
            form_token,
            at: now(),
        })
    }

    pub(crate) fn tenant(&self) -> String {
        Environment::Live.partition(&self.member.tenant)
    }

    fn page<'a>(&'a self, zone: &'a Zone, place: &'static str, lede: String) -> Page<'a> {
        Page {
            language: self.language,
            zone,
            at: self.at,
            member: &self.member,
            form_token: &self.form_token,
            place,
            title: None,
            rest: place.to_owned(),
            counts: Vec::new(),
            lede,
            model: None,
        }
    }
}

fn zone(db: &Connection, tenant: &str, at: i64) -> Zone {
    Zone::of(facts::timezone(db, tenant, at).as_deref())
}

pub(crate) async fn overview(
    Extract(state): Extract<Arc<State>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let visit = match Visit::of(&state, &headers, &tag, Act::ReadCounts) {
        Ok(visit) => visit,
        Err(answer) => return Ok(*answer),
    };
    let (tenant, at) = (visit.tenant(), visit.at);
    let people = visit.member.role.may(Act::ReadPeople);
    let (zone, manifest, latest) = reports::read(&state, move |db| {
        let latest = match people {
            true => reports::latest(db, &tenant)?,
            false => Vec::new(),
        };
        Ok((
            zone(db, &tenant, at),
            releases::manifest(db, &tenant),
            latest,
        ))
    })
    .await?;
    let from = since(&zone, at);
    let figures = numbers::fetch(&state, &headers, pages::overview(&manifest, from)).await;
    let guides = releases::items(&manifest, "tutorials").map(|item| {
        let own = figures
            .of("funnel")
            .iter()
            .filter(|row| row["content"] == item["id"]);
        (item.clone(), own.cloned().collect())
    });
    let shown = Overview {
        from,
        counts: figures.of("overview").first().cloned().unwrap_or_default(),
        tutorials: guides.collect(),
        known: figures.of("topics").to_vec(),
        topics: releases::items(&manifest, "topics").cloned().collect(),
        latest,
    };
    let mut drawn = visit.page(&zone, "overview", shown.lede(visit.language));
    drawn.at = figures.as_of().unwrap_or(at).min(at);
    drawn.model = Some(reports::MODEL.to_owned());
    Ok(page(StatusCode::OK, overview::page(&drawn, &shown)))
}

pub(crate) async fn delivery(
    Extract(state): Extract<Arc<State>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let visit = match Visit::of(&state, &headers, &tag, Act::ReadCounts) {
        Ok(visit) => visit,
        Err(answer) => return Ok(*answer),
    };
    let (tenant, at) = (visit.tenant(), visit.at);
    let (zone, shown) = reports::read(&state, move |db| {
        let zone = zone(db, &tenant, at);
        let shown = delivery::gather(db, &tenant, &zone, at)?;
        Ok((zone, shown))
    })
    .await?;
    let lede = markup::delivery::lede(visit.language, &shown);
    let drawn = visit.page(&zone, "delivery", lede);
    let drawn = markup::delivery::page(&drawn, &shown);
    Ok(page(StatusCode::OK, drawn))
}

pub(crate) async fn audit(
    Extract(state): Extract<Arc<State>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let visit = match Visit::of(&state, &headers, &tag, Act::ReadAudit) {
        Ok(visit) => visit,
        Err(answer) => return Ok(*answer),
    };
    let (tenant, at) = (visit.tenant(), visit.at);
    let (zone, (entries, whole)) = reports::read(&state, move |db| {
        let zone = zone(db, &tenant, at);
        Ok((zone, audit::read(db, &tenant, ENTRIES)?))
    })
    .await?;
    let lede = markup::audit::lede(visit.language, whole);
    let drawn = visit.page(&zone, "audit", lede);
    let drawn = markup::audit::page(&drawn, &entries);
    Ok(page(StatusCode::OK, drawn))
}

/// When the overview's window began; the same all day.
pub(crate) fn since(zone: &Zone, at: i64) -> i64 {
    zone.day(at, WINDOW_DAYS - 1) - 1
}
