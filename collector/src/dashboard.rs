//! The dashboard's doors: who is signed in, which page, under which policy. Drawing is `markup`'s.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, Query, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use rusqlite::Connection;
use serde::Deserialize;

use crate::admin;
use crate::answer::Problem;
use crate::directory::{self, Environment, Member};
use crate::markup::entry::{self, Before};
use crate::markup::overview::{self, Overview, WINDOW_DAYS};
use crate::markup::{Language, Page};
use crate::releases;
use crate::reports;
use crate::role::{Act, Role};
use crate::routes::{State, now};
use crate::session::{Attempt, is_own_form};
use crate::zone::Zone;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

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
    match state.member(&headers) {
        Some(_) => Redirect::to(&format!("/dashboard/{}/overview", language.tag())).into_response(),
        None => page(StatusCode::OK, entry::sign_in(language, Before::Nothing)),
    }
}

#[derive(Deserialize)]
pub(crate) struct SignIn {
    mail: String,
    password: String,
}

pub(crate) async fn sign_in(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let again = |status, before| page(status, entry::sign_in(wished(&headers), before));
    if !is_own_form(&headers) {
        return again(StatusCode::FORBIDDEN, Before::Foreign);
    }
    // The hash is slow on purpose; other requests do not wait for it.
    let attempt = tokio::task::spawn_blocking(move || {
        let member = state.directory.person(&state.store, &form.mail);
        state
            .sessions
            .sign_in(&form.mail, &form.password, member.as_ref())
    });
    match attempt.await.unwrap_or(Attempt::Locked) {
        Attempt::In(cookie) => {
            ([(header::SET_COOKIE, cookie)], Redirect::to("/dashboard/")).into_response()
        }
        Attempt::Wrong(left) => again(StatusCode::UNAUTHORIZED, Before::Wrong(left)),
        Attempt::Locked => {
            let mut response = again(StatusCode::TOO_MANY_REQUESTS, Before::Locked);
            let after = HeaderValue::from_static("900");
            response.headers_mut().insert(header::RETRY_AFTER, after);
            response
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct SignedForm {
    form: String,
}

pub(crate) async fn sign_out(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    Form(form): Form<SignedForm>,
) -> Response {
    if state.sessions.form_token(&headers).as_deref() != Some(&form.form) {
        return Redirect::to("/dashboard/").into_response();
    }
    let forgotten = state.sessions.end(&headers);
    (
        [(header::SET_COOKIE, forgotten)],
        Redirect::to("/dashboard/"),
    )
        .into_response()
}

#[derive(Deserialize)]
pub(crate) struct Link {
    #[serde(default)]
    token: String,
}

pub(crate) async fn setup_form(headers: HeaderMap, Query(link): Query<Link>) -> Response {
    page(
        StatusCode::OK,
        entry::setup(wished(&headers), &link.token, None),
    )
}

#[derive(Deserialize)]
pub(crate) struct SetUp {
    token: String,
    tenant: String,
    mail: String,
    password: String,
}

/// Claims a new collector: the token is used up together with what it made, or not at all.
pub(crate) async fn setup(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    Form(form): Form<SetUp>,
) -> Result<Response, Problem> {
    let l = wished(&headers);
    let again = |wrong: &str| {
        let shown = entry::setup(l, &form.token, Some(wrong));
        Ok(page(StatusCode::BAD_REQUEST, shown))
    };
    if !admin::is_name(&form.tenant) {
        return again(l.say(
            "組織の名前は英小文字、数字、ハイフンだけです。",
            "An organisation's name is made of a-z, 0-9 and -.",
        ));
    }
    let (tenant, mail, password) = (
        form.tenant.clone(),
        form.mail.clone(),
        form.password.clone(),
    );
    let made = tokio::task::spawn_blocking(move || {
        admin::member(&tenant, &mail, Role::Owner, &password).ok()
    });
    let Some(owner) = made.await.ok().flatten() else {
        return again(l.say(
            "メールアドレスか、10文字以上のパスワードが必要です。",
            "A mail address and a password of 10 characters or more are needed.",
        ));
    };
    let (token, mail) = (form.token.clone(), owner.mail.clone());
    let claimed = state.store.change(move |db| claim(db, &token, &owner));
    let Some([live, test]) = claimed.await.map_err(Problem::unstored)? else {
        return Ok(page(StatusCode::GONE, entry::no_setup(l)));
    };
    state.directory.changed();
    let mut response = page(StatusCode::OK, entry::keys(l, &live, &test));
    let cookie = state.sessions.begin(&mail);
    if let Some(cookie) = cookie.and_then(|c| HeaderValue::from_str(&c).ok()) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn claim(
    db: &Connection,
    token: &str,
    owner: &Member,
) -> rusqlite::Result<Option<[admin::Keys; 2]>> {
    if !admin::take_setup(db, token, now())? {
        return Ok(None);
    }
    directory::add_tenant(db, &owner.tenant, now())?;
    directory::add_person(db, owner, now())?;
    let keys = |environment| {
        let made = admin::new_keys(db, &owner.tenant, environment);
        made.map_err(|_| rusqlite::Error::ExecuteReturnedResults)
    };
    Ok(Some([keys(Environment::Live)?, keys(Environment::Test)?]))
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
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (Some(member), Some(form_token)) =
        (state.member(&headers), state.sessions.form_token(&headers))
    else {
        return Ok(Redirect::to("/dashboard/").into_response());
    };
    let Some(language) = Language::tagged(&tag) else {
        return Ok(Redirect::to("/dashboard/ja/overview").into_response());
    };
    let (at, zone) = (now(), Zone::of(None));
    let (tenant, people) = (
        Environment::Live.partition(&member.tenant),
        member.role.may(Act::ReadPeople),
    );
    let from = zone.day(at, WINDOW_DAYS - 1) - 1;
    let shown = reports::read(&state, move |db| gather(db, &tenant, from, at, people)).await?;
    let page_of = Page {
        language,
        zone: &zone,
        at,
        member: &member,
        form_token: &form_token,
        place: "overview",
        title: language.say("概況", "Overview"),
        lede: shown.lede(language),
        model: Some(reports::MODEL),
    };
    Ok(page(StatusCode::OK, overview::page(&page_of, &shown)))
}

fn gather(
    db: &Connection,
    tenant: &str,
    from: i64,
    at: i64,
    people: bool,
) -> rusqlite::Result<Overview> {
    let manifest = releases::manifest(db, tenant);
    let tutorials = releases::items(&manifest, "tutorials").map(|item| {
        let id = item["id"].as_str().unwrap_or_default();
        Ok((item.clone(), reports::funnel(db, tenant, id, from, at)?))
    });
    Ok(Overview {
        from,
        counts: reports::overview_row(db, tenant, from, at)?,
        tutorials: tutorials.collect::<rusqlite::Result<_>>()?,
        cells: reports::comprehension_rows(db, tenant, at)?,
        topics: releases::items(&manifest, "topics").cloned().collect(),
        latest: if people {
            reports::latest(db, tenant)?
        } else {
            Vec::new()
        },
    })
}
