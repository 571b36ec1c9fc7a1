//! The dashboard's entrance: signing in and out, and the one-time link that claims a new collector.
//! In: forms, which must be our own. Out: cookies and pages. Not here: passwords and locks (`session`).

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::json;

use crate::answer::Problem;
use crate::dashboard::page;
use crate::directory::{self, Environment, Member};
use crate::markup::Language;
use crate::markup::entry::{self, Before};
use crate::role::{Act, Role};
use crate::routes::{State, now};
use crate::session::{Attempt, is_own_form};
use crate::{admin, audit};

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
        Some(member) => {
            // Who may not see people begins with the counts.
            let first = if member.role.may(Act::ReadPeople) {
                "today"
            } else {
                "overview"
            };
            Redirect::to(&format!("/dashboard/{}/{first}", language.tag())).into_response()
        }
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
    let member = state.directory.person(&state.store, &form.mail);
    let (asked, known) = (Arc::clone(&state), member.clone());
    // The hash is slow on purpose; other requests do not wait for it.
    let attempt = tokio::task::spawn_blocking(move || {
        asked
            .sessions
            .sign_in(&form.mail, &form.password, known.as_ref())
    });
    let attempt = attempt.await.unwrap_or(Attempt::Locked);
    if let Some(member) = member {
        let what = match attempt {
            Attempt::In(_) => "signed_in",
            Attempt::Wrong(_) => "sign_in_failed",
            Attempt::Locked => "sign_in_locked",
        };
        let (tenant, mail) = (&member.tenant, &member.mail);
        state.audit(tenant, mail, what, json!({})).await;
    }
    match attempt {
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
    if let Some(member) = state.member(&headers) {
        let (tenant, mail) = (&member.tenant, &member.mail);
        state.audit(tenant, mail, "signed_out", json!({})).await;
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
    let more = json!({"role": owner.role.name()});
    audit::write(db, &owner.tenant, now(), &owner.mail, "claimed", &more)?;
    let keys = |environment| {
        let made = admin::new_keys(db, &owner.tenant, environment);
        made.map_err(|_| rusqlite::Error::ExecuteReturnedResults)
    };
    Ok(Some([keys(Environment::Live)?, keys(Environment::Test)?]))
}
