//! Folders as a static host serves them: Shirube's own files under `/shirube/`, published content under
//! `/shirube/content/`. Paths are taken literally and never decoded, so that none leads out of its folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

const DIST: &str = "/shirube/";
const CONTENT: &str = "/shirube/content/";
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const REVALIDATE: &str = "no-cache";

/// The routes of Shirube's files and of its content.
pub(crate) fn routes(dist: PathBuf, content: PathBuf) -> Router {
    let folder = |root: PathBuf, base: &'static str, caching: fn(&str) -> &'static str| {
        get(serve).with_state(Arc::new(Folder {
            root,
            base,
            caching,
        }))
    };
    Router::new()
        .route(
            "/shirube/content/{*path}",
            folder(content, CONTENT, of_content),
        )
        .route("/shirube/{*path}", folder(dist, DIST, of_dist))
}

struct Folder {
    root: PathBuf,
    base: &'static str,
    caching: fn(&str) -> &'static str,
}

async fn serve(State(folder): State<Arc<Folder>>, uri: Uri) -> Response {
    let path = uri.path().strip_prefix(folder.base).unwrap_or_default();
    answer(&folder.root, path, (folder.caching)(path)).await
}

/// The file at `path` below `root`, or 404.
pub(crate) async fn answer(root: &Path, path: &str, caching: &'static str) -> Response {
    let Some(file) = inside(root, path) else {
        return missing();
    };
    let kind = content_type(path);
    let read = tokio::task::spawn_blocking(move || std::fs::read(file)).await;
    match read {
        Ok(Ok(bytes)) => {
            let headers = [
                (CONTENT_TYPE, kind),
                (CACHE_CONTROL, caching),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, bytes).into_response()
        }
        _ => missing(),
    }
}

pub(crate) fn missing() -> Response {
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (StatusCode::NOT_FOUND, headers, "not found\n").into_response()
}

/// Every segment is a plain name, so the file lies below the root; links that leave it are refused too.
fn inside(root: &Path, path: &str) -> Option<PathBuf> {
    let plain = |segment: &str| {
        !segment.is_empty()
            && !segment.starts_with('.')
            && segment
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    if !path.split('/').all(plain) {
        return None;
    }
    let file = root.join(path).canonicalize().ok()?;
    (file.is_file() && file.starts_with(root.canonicalize().ok()?)).then_some(file)
}

/// Names that carry a hash or a version never change what they mean.
fn of_dist(path: &str) -> &'static str {
    let named = path.contains('-') && !path.contains('/');
    let code = path.ends_with(".js") || path.ends_with(".wasm");
    if named && code { IMMUTABLE } else { REVALIDATE }
}

fn of_content(path: &str) -> &'static str {
    let hashed = ["leaf/", "shard/", "asset/", "search/"];
    if hashed.iter().any(|folder| path.starts_with(folder)) {
        IMMUTABLE
    } else {
        REVALIDATE
    }
}

fn content_type(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        "vtt" => "text/vtt; charset=utf-8",
        "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_its_folder() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("site");
        let check = |path: &str, found: bool| {
            assert_eq!(inside(&root, path).is_some(), found, "{path}");
        };
        check("index.html", true);
        check("app/main.js", true);
        check("", false);
        check("app", false);
        check("app/", false);
        check("/etc/passwd", false);
        check("../Cargo.toml", false);
        check("app/../index.html", false);
        check("app//main.js", false);
        check("..%2fCargo.toml", false);
        check("%2e%2e/Cargo.toml", false);
        check("..\\Cargo.toml", false);
        check("./index.html", false);
        check("index.html\0", false);
    }

    #[test]
    fn a_name_says_what_it_is() {
        let check = |path: &str, kind: &str| assert_eq!(content_type(path), kind, "{path}");
        check("shirube-1a2b.wasm", "application/wasm");
        check("shirube.js", "text/javascript; charset=utf-8");
        check("manifest.json", "application/json");
        check("leaf/aa.bin", "application/octet-stream");
        check("no-ending", "application/octet-stream");
    }

    #[test]
    fn only_what_never_changes_is_kept_for_ever() {
        let check = |caching: fn(&str) -> &'static str, path: &str, expected: &str| {
            assert_eq!(caching(path), expected, "{path}");
        };
        check(of_dist, "shirube.js", REVALIDATE);
        check(of_dist, "shirube-0.1.0.js", IMMUTABLE);
        check(of_dist, "shirube-1a2b3c.wasm", IMMUTABLE);
        check(of_dist, "integrity.json", REVALIDATE);
        check(of_dist, "shirube.d.ts", REVALIDATE);
        check(of_dist, "npm/package.json", REVALIDATE);
        check(of_content, "catalogue.bin", REVALIDATE);
        check(of_content, "manifest.json", REVALIDATE);
        check(of_content, "leaf/aa.bin", IMMUTABLE);
        check(of_content, "shard/aa.bin", IMMUTABLE);
        check(of_content, "asset/aa.webp", IMMUTABLE);
    }
}
