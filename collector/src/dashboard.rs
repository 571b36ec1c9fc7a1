//! The dashboard's doors: who is signed in, which page, under which policy. Drawing is `markup`'s.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use rusqlite::Connection;
use serde::Deserialize;

use crate::answer::Problem;
use crate::markup::{self, Language};
use crate::reports;
use crate::routes::{State, now};

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

#[derive(Deserialize)]
pub(crate) struct SignIn {
    mail: String,
    password: String,
}

fn page(status: StatusCode, markup: Markup) -> Response {
    let mut response = (
        status,
        [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
        markup.into_string(),
    )
        .into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    response
}

/// The language a browser asks for first, of those the dashboard speaks.
fn wished(headers: &HeaderMap) -> Language {
    let tags = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("ja");
    if tags.trim_start().starts_with("ja") {
        Language::Ja
    } else {
        Language::En
    }
}

pub(crate) async fn front(Extract(state): Extract<Arc<State>>, headers: HeaderMap) -> Response {
    let language = wished(&headers);
    match state.sessions.tenant(&headers) {
        Some(_) => Redirect::to(&format!("/dashboard/{}/overview", language.tag())).into_response(),
        None => page(
            StatusCode::OK,
            markup::sign_in(language, markup::Attempt::First),
        ),
    }
}

pub(crate) async fn sign_in(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    // The hash is slow on purpose; other requests do not wait for it.
    let cookie =
        tokio::task::spawn_blocking(move || state.sessions.sign_in(&form.mail, &form.password));
    match cookie.await.ok().flatten() {
        Some(cookie) => {
            ([(header::SET_COOKIE, cookie)], Redirect::to("/dashboard/")).into_response()
        }
        None => page(
            StatusCode::UNAUTHORIZED,
            markup::sign_in(wished(&headers), markup::Attempt::Failed),
        ),
    }
}

pub(crate) async fn style() -> Response {
    let kind = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "max-age=300"),
    ];
    (kind, include_str!("style.css")).into_response()
}

pub(crate) async fn overview(
    Extract(state): Extract<Arc<State>>,
    Path(language): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(tenant) = state.sessions.tenant(&headers) else {
        return Ok(Redirect::to("/dashboard/").into_response());
    };
    let language = if language == "en" {
        Language::En
    } else {
        Language::Ja
    };
    let shown = reports::read(&state, move |db| gather(db, &tenant, language)).await?;
    Ok(page(StatusCode::OK, markup::overview(&shown)))
}

fn gather(db: &Connection, tenant: &str, language: Language) -> rusqlite::Result<markup::Overview> {
    let at = now();
    let manifest = reports::manifest(db, tenant);
    let tutorials = reports::items(&manifest, "tutorials").map(|item| {
        let id = item["id"].as_str().unwrap_or_default();
        Ok((item.clone(), reports::funnel(db, tenant, id, at)?))
    });
    Ok(markup::Overview {
        language,
        at,
        counts: reports::overview_row(db, tenant, at)?,
        tutorials: tutorials.collect::<rusqlite::Result<_>>()?,
        cells: reports::comprehension_rows(db, tenant, at)?,
        topics: reports::items(&manifest, "topics").cloned().collect(),
        latest: reports::latest(db, tenant)?,
    })
}
