//! What the editor's page may ask for. Files of the page and previews are open to this machine's browser; everything that
//! reads or writes the author's files wants the token.

use std::sync::{Arc, PoisonError};

use author::Wish;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State as Shared};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value as Json, json};

use super::State;
use super::folder::{Folder, now};
use super::trial;

type Desk = Arc<State>;

const FILES: &[(&str, &str, &str)] = &[
    ("", "text/html", include_str!("../page/index.html")),
    ("style.css", "text/css", include_str!("../page/style.css")),
    ("app.js", "text/javascript", include_str!("../page/app.js")),
    (
        "condition.js",
        "text/javascript",
        include_str!("../page/condition.js"),
    ),
    ("dom.js", "text/javascript", include_str!("../page/dom.js")),
    (
        "field.js",
        "text/javascript",
        include_str!("../page/field.js"),
    ),
    (
        "form.js",
        "text/javascript",
        include_str!("../page/form.js"),
    ),
    (
        "lists.js",
        "text/javascript",
        include_str!("../page/lists.js"),
    ),
    (
        "point.js",
        "text/javascript",
        include_str!("../page/point.js"),
    ),
    (
        "publish.js",
        "text/javascript",
        include_str!("../page/publish.js"),
    ),
    (
        "server.js",
        "text/javascript",
        include_str!("../page/server.js"),
    ),
    (
        "wanted.js",
        "text/javascript",
        include_str!("../page/wanted.js"),
    ),
    (
        "words.js",
        "text/javascript",
        include_str!("../page/words.js"),
    ),
    (
        "trial.html",
        "text/html",
        include_str!("../page/trial.html"),
    ),
    (
        "trial.js",
        "text/javascript",
        include_str!("../page/trial.js"),
    ),
    ("trial.css", "text/css", include_str!("../page/trial.css")),
];
/// So many wishes are shown.
const WANTED: usize = 30;
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data:; media-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

pub(crate) fn router(state: State) -> Router {
    let state = Arc::new(state);
    let private = Router::new()
        .route("/api/overview", get(overview))
        .route("/api/item", get(item))
        .route("/api/edit", post(edit))
        .route("/api/create", post(create))
        .route("/api/delete", post(delete))
        .route("/api/undo", post(undo))
        .route("/api/live/{what}", post(live))
        .route("/api/publish", post(publish))
        .route("/api/wanted", get(wanted))
        .route("/api/begin", post(begin))
        .route_layer(from_fn_with_state(Arc::clone(&state), token));
    private
        .route("/sdk/{name}", get(sdk))
        .route("/trial/{id}/{version}/{*name}", get(trial_file))
        .route("/{*name}", get(file))
        .route("/", get(|| async { named("") }))
        .layer(from_fn_with_state(Arc::clone(&state), guard))
        .with_state(state)
}

/// A page of another name that resolves to this machine is not heard, and every answer carries the policy.
async fn guard(Shared(state): Shared<Desk>, request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|h| h.to_str().ok());
    let port = state.address.port();
    let known = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    if !host.is_some_and(|h| known.iter().any(|k| k == h)) {
        return (StatusCode::MISDIRECTED_REQUEST, "this is another host").into_response();
    }
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    answer
}

async fn token(Shared(state): Shared<Desk>, request: Request, next: Next) -> Response {
    let given = request
        .headers()
        .get("x-shirube-token")
        .and_then(|t| t.to_str().ok());
    if given != Some(state.token.as_str()) {
        let said = "open the editor by the address that the command printed";
        return (StatusCode::FORBIDDEN, axum::Json(json!({"error": said}))).into_response();
    }
    next.run(request).await
}

fn answer(result: Result<Json, String>) -> Response {
    match result {
        Ok(json) => axum::Json(json).into_response(),
        Err(said) => (StatusCode::CONFLICT, axum::Json(json!({"error": said}))).into_response(),
    }
}

/// Work on files and browsers waits, and waits elsewhere.
async fn aside(
    state: Desk,
    work: impl FnOnce(&State) -> Result<Json, String> + Send + 'static,
) -> Response {
    let done = tokio::task::spawn_blocking(move || work(&state)).await;
    answer(done.unwrap_or_else(|_| Err("that went wrong; see the terminal".to_owned())))
}

fn with<T>(
    state: &State,
    work: impl FnOnce(&mut Folder) -> Result<T, String>,
) -> Result<T, String> {
    work(&mut state.folder.lock().unwrap_or_else(PoisonError::into_inner))
}

async fn overview(Shared(state): Shared<Desk>) -> Response {
    aside(state, |state| {
        let mut all = with(state, |folder| folder.overview())?;
        all["forms"] = author::forms();
        all["language"] = json!(state.desk.language);
        all["page"] = json!(state.desk.page);
        Ok(all)
    })
    .await
}

fn word<'a>(json: &'a Json, key: &str) -> &'a str {
    json[key].as_str().unwrap_or_default()
}

async fn item(Shared(state): Shared<Desk>, Query(wanted): Query<Json>) -> Response {
    aside(state, move |state| {
        with(state, |folder| {
            folder.item(word(&wanted, "kind"), word(&wanted, "id"))
        })
    })
    .await
}

async fn edit(Shared(state): Shared<Desk>, axum::Json(asked): axum::Json<Json>) -> Response {
    aside(state, move |state| {
        with(state, |folder| {
            let (kind, id) = (word(&asked, "kind"), word(&asked, "id"));
            folder.edit(kind, id, word(&asked, "language"), &asked["edits"])?;
            folder.item(kind, id)
        })
    })
    .await
}

async fn create(Shared(state): Shared<Desk>, axum::Json(asked): axum::Json<Json>) -> Response {
    aside(state, move |state| {
        with(state, |folder| {
            let (kind, id) = (word(&asked, "kind"), word(&asked, "id"));
            folder.create(kind, id, word(&asked, "language"), &asked["value"])?;
            folder.item(kind, id)
        })
    })
    .await
}

async fn delete(Shared(state): Shared<Desk>, axum::Json(asked): axum::Json<Json>) -> Response {
    aside(state, move |state| {
        with(state, |folder| {
            folder.delete(word(&asked, "kind"), word(&asked, "id"))
        })
        .map(|()| json!({}))
    })
    .await
}

async fn undo(Shared(state): Shared<Desk>) -> Response {
    aside(state, |state| with(state, Folder::undo).map(|()| json!({}))).await
}

async fn live(
    Shared(state): Shared<Desk>,
    Path(what): Path<String>,
    axum::Json(asked): axum::Json<Json>,
) -> Response {
    aside(state, move |state| {
        let done = match what.as_str() {
            "set" => state.companion.set(word(&asked, "mode")),
            "show" => state.companion.show(&asked["anchor"]),
            _ => state.companion.said(),
        };
        done.map(|said| json!({ "said": said }))
            .map_err(|e| e.to_string())
    })
    .await
}

async fn publish(Shared(state): Shared<Desk>, axum::Json(asked): axum::Json<Json>) -> Response {
    aside(state, move |state| {
        super::publish::run(state, asked["sure"] == true, word(&asked, "language"))
    })
    .await
}

/// What people looked for and did not find, as far as anybody is known.
async fn wanted(Shared(state): Shared<Desk>) -> Response {
    aside(state, |state| {
        let past = state.desk.past.as_ref().map(|past| past()).transpose()?;
        let all = past.map(|past| past.wanted).unwrap_or_default();
        let all = all.iter().take(WANTED).map(|w| {
            json!({"words": w.words, "inquiry": w.inquiry, "times": w.times, "people": w.people})
        });
        Ok(all.collect())
    })
    .await
}

/// Begins an article from one of them; its id.
async fn begin(Shared(state): Shared<Desk>, axum::Json(asked): axum::Json<Json>) -> Response {
    aside(state, move |state| {
        let words = word(&asked, "words");
        let wish = match asked["inquiry"] == true {
            true => Wish::Inquiry(words),
            false => Wish::Search(words),
        };
        let (id, _) = with(state, |_| {
            author::begin_article(&state.desk.source, wish).map_err(|e| e.to_string())
        })?;
        Ok(json!({ "id": id }))
    })
    .await
}

async fn sdk(Shared(state): Shared<Desk>, Path(name): Path<String>) -> Response {
    let found = tokio::task::spawn_blocking(move || state.sdk.file(&name)).await;
    match found {
        Ok(Ok((kind, body))) => ([(header::CONTENT_TYPE, kind)], body).into_response(),
        Ok(Err(said)) => (StatusCode::NOT_FOUND, said).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn trial_file(
    Shared(state): Shared<Desk>,
    Path((id, version, name)): Path<(String, u32, String)>,
) -> Response {
    let done = tokio::task::spawn_blocking(move || {
        let release = state.trials.of(&id, version, || {
            with(&state, |folder| {
                let draft = folder.draft(1)?;
                let mut all = trial::compiled(&draft.manifest, &id, version, now())?;
                // Pictures lie beside; a draft with errors elsewhere has none.
                let assets = draft.files.into_iter().flatten();
                all.extend(assets.filter(|(name, _)| name.starts_with("asset/")));
                Ok(all)
            })
        });
        match release.as_ref() {
            Ok(all) => Ok(all.get(&name).cloned()),
            Err(said) => Err(said.clone()),
        }
    })
    .await;
    match done {
        Ok(Ok(Some(bytes))) => {
            ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
        }
        Ok(Ok(None)) => StatusCode::NOT_FOUND.into_response(),
        Ok(Err(said)) => (StatusCode::CONFLICT, said).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn file(Path(name): Path<String>) -> Response {
    named(&name)
}

fn named(name: &str) -> Response {
    match FILES.iter().find(|(n, ..)| *n == name) {
        Some((_, kind, text)) => {
            let kind = format!("{kind}; charset=utf-8");
            (
                [(header::CONTENT_TYPE, kind)],
                Bytes::from_static(text.as_bytes()),
            )
                .into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
