//! A vendor's library of any size, as its authors would keep it: ten guides a page, help articles, five languages.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Its languages; the first is the default.
pub const LANGUAGES: [&str; 5] = ["ja", "en", "de", "fr", "es"];
/// How many guides live on one page.
const A_PAGE: usize = 10;

/// Writes a content folder with so many guides, on `/p0/` and on, and so many articles.
///
/// # Panics
/// Where it cannot be written.
pub fn write(folder: &Path, guides: usize, articles: usize) {
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    let languages = LANGUAGES.join(", ");
    let head = format!(
        "shirube: 1\nproduct: library\ntimezone: Asia/Tokyo\nlanguages: [{languages}]\nevents: [saved]\n\
         segments: [{{id: admins, when: {{trait: role, is: admin}}}}]\n"
    );
    put("shirube.yaml", &head);
    for n in 0..guides {
        let page = n / A_PAGE;
        let mut text = format!("title:\n{}", texts(2, |l| format!("Guide {n} ({l})")));
        let _ = writeln!(text, "minutes: 2\npriority: {}", n % 5);
        let _ = writeln!(text, "start: {{page: \"/p{page}/*\", after_ms: 500}}");
        // Nobody here is an admin: every one is decided on, and none is shown.
        let _ = writeln!(
            text,
            "audience: {{all: [{{segment: admins}}, {{not: {{event: saved}}}}]}}\nsteps:"
        );
        for step in ["one", "two"] {
            let _ = writeln!(
                text,
                "  - id: {step}\n    page: \"/p{page}/*\"\n    anchor: {{test_id: g{n}-{step}}}"
            );
            let title = texts(6, |l| format!("Step {step} ({l})"));
            let body = texts(6, |l| {
                format!("What is done in step {step} of guide {n} ({l}).")
            });
            let _ = write!(text, "    title:\n{title}    body:\n{body}");
        }
        put(&format!("tutorials/guide-{n}.yaml"), &text);
    }
    for n in 0..articles {
        for language in LANGUAGES {
            let text = format!(
                "---\ntitle: Article {n} ({language})\ntags: [word{n}]\n---\nHow matter {n} is settled, and why word{n} is said of it.\n"
            );
            put(&format!("articles/article-{n}.{language}.md"), &text);
        }
    }
}

fn texts(indent: usize, text: impl Fn(&str) -> String) -> String {
    let space = " ".repeat(indent);
    let lines = LANGUAGES.map(|language| format!("{space}{language}: {}\n", text(language)));
    lines.concat()
}
