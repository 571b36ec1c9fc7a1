//! How often an element of an old release of a front end is found again in a new one by what it looked like.
//! Arguments: `NAME OLD.html NEW.html` for each pair; a table in Markdown leaves. Truth: elements that one key names
//! alone in both releases are the same; the key itself is taken from the fingerprint before it is looked for.

use std::collections::HashMap;
use std::process::ExitCode;
use std::time::Duration;

use content::Fingerprint;
use editor::against::of_json;
use live::{Chrome, LOOK, LiveError, Options, Page, TRAITS};

const PATIENCE: Duration = Duration::from_secs(60);

/// Everything that can be seen once the page has come to rest.
fn all(page: &Page, file: &str) -> Result<Vec<Fingerprint>, LiveError> {
    page.go(&format!("file://{file}"))?;
    page.until(
        "document.readyState === 'complete' && traits.all().length > 25",
        PATIENCE,
    )?;
    let still = "(() => { const n = document.querySelectorAll('*').length; const now = performance.now(); \
        if (globalThis.seen?.n !== n) globalThis.seen = { n, now }; return now - globalThis.seen.now > 2000; })()";
    page.until(still, PATIENCE)?;
    let all = page.ours("traits.all()")?;
    Ok(all
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(of_json)
        .collect())
}

type Key = fn(&Fingerprint) -> Option<String>;
type Blind = fn(&Fingerprint) -> Fingerprint;

fn by_id(f: &Fingerprint) -> Option<String> {
    let key = if f.test_id.is_empty() {
        &f.id
    } else {
        &f.test_id
    };
    (!key.is_empty()).then(|| key.clone())
}

fn without_id(f: &Fingerprint) -> Fingerprint {
    let mut f = f.clone();
    f.id.clear();
    f.test_id.clear();
    f
}

fn by_words(f: &Fingerprint) -> Option<String> {
    (!f.role.is_empty() && !f.name.is_empty()).then(|| format!("{} {}", f.role, f.name))
}

fn without_words(f: &Fingerprint) -> Fingerprint {
    let mut f = f.clone();
    f.name.clear();
    f.text.clear();
    f.attributes.retain(|a| {
        !["aria-label=", "title=", "placeholder=", "alt="]
            .iter()
            .any(|p| a.starts_with(p))
    });
    f
}

fn alone(all: &[Fingerprint], key: Key) -> HashMap<String, usize> {
    let mut out: HashMap<String, Vec<usize>> = HashMap::new();
    for (n, f) in all.iter().enumerate() {
        if let Some(key) = key(f) {
            out.entry(key).or_default().push(n);
        }
    }
    out.into_iter()
        .filter_map(|(k, v)| (v.len() == 1).then(|| (k, v[0])))
        .collect()
}

/// Of each element that was looked for: the best score, the next one, whether the best is right; then the same without it.
type Trial = (u32, u32, bool, u32, u32);

/// The best score, the next one and which is the best.
fn two(wanted: &Fingerprint, among: &[Fingerprint], but: Option<usize>) -> (u32, u32, usize) {
    let mut scores: Vec<(u32, usize)> = among
        .iter()
        .enumerate()
        .filter(|(n, _)| Some(*n) != but)
        .map(|(n, f)| (wanted.similarity(f), n))
        .collect();
    scores.sort_by_key(|(score, n)| (std::cmp::Reverse(*score), *n));
    let at = |n: usize| scores.get(n).copied().unwrap_or((0, 0));
    (at(0).0, at(1).0, at(0).1)
}

/// What other thresholds would come to.
fn thresholds(trials: &[Trial]) {
    println!("\n| enough | ahead | recovered | wrong | false match when gone |");
    println!("|---|---|---|---|---|");
    let percent = |n: usize| 100.0 * n as f64 / trials.len().max(1) as f64;
    for enough in [500, 600, 650, 700, 750, 800, 850] {
        for ahead in [0, 40, 80, 120] {
            let clear = |best: u32, next: u32| best >= enough && best >= next + ahead;
            let right = trials.iter().filter(|t| clear(t.0, t.1) && t.2).count();
            let wrong = trials.iter().filter(|t| clear(t.0, t.1) && !t.2).count();
            let phantom = trials.iter().filter(|t| clear(t.3, t.4)).count();
            println!(
                "| {enough} | {ahead} | {:.0} % | {:.0} % | {:.0} % |",
                percent(right),
                percent(wrong),
                percent(phantom)
            );
        }
    }
}

fn row(
    name: &str,
    how: &str,
    old: &[Fingerprint],
    new: &[Fingerprint],
    key: Key,
    blind: Blind,
) -> Vec<Trial> {
    let (was, is) = (alone(old, key), alone(new, key));
    let blinded: Vec<Fingerprint> = new.iter().map(blind).collect();
    let mut trials = Vec::new();
    let (mut pairs, mut first, mut right, mut wrong, mut phantom) = (0, 0, 0, 0, 0);
    for (key, from) in &was {
        let Some(to) = is.get(key) else { continue };
        pairs += 1;
        let wanted = blind(&old[*from]);
        let ((best, next, index), (other, second, _)) = (
            two(&wanted, &blinded, None),
            two(&wanted, &blinded, Some(*to)),
        );
        trials.push((best, next, index == *to, other, second));
        if let Some(best) = wanted.best(blinded.iter()) {
            first += u32::from(best.index == *to);
            right += u32::from(best.clear && best.index == *to);
            wrong += u32::from(best.clear && best.index != *to);
        }
        // The same page without the element: whatever stands in is a false match.
        let others = blinded
            .iter()
            .enumerate()
            .filter(|(n, _)| n != to)
            .map(|(_, f)| f);
        phantom += u32::from(wanted.best(others).is_some_and(|b| b.clear));
    }
    let percent = |n: u32| {
        if pairs == 0 {
            0.0
        } else {
            100.0 * f64::from(n) / f64::from(pairs)
        }
    };
    println!(
        "| {name} | {how} | {pairs} | {:.0} % | {:.0} % | {:.0} % | {:.0} % |",
        percent(first),
        percent(right),
        percent(wrong),
        percent(phantom)
    );
    trials
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let run = || -> Result<(), LiveError> {
        let options = Options {
            headless: true,
            size: Some((1280, 900)),
            language: Some("en".to_owned()),
            ..Options::default()
        };
        let chrome = Chrome::start(&options)?;
        let page = chrome.page()?;
        page.everywhere(LOOK)?;
        page.everywhere(TRAITS)?;
        println!(
            "| pair | the same by | elements | most alike is right | recovered | wrong | false match when gone |"
        );
        println!("|---|---|---|---|---|---|---|");
        let mut trials = Vec::new();
        for pair in arguments.chunks(3) {
            let [name, old, new] = pair else { break };
            let (old, new) = (all(&page, old)?, all(&page, new)?);
            trials.extend(row(name, "id", &old, &new, by_id, without_id));
            trials.extend(row(
                name,
                "role and name",
                &old,
                &new,
                by_words,
                without_words,
            ));
        }
        thresholds(&trials);
        let _ = chrome.close();
        Ok(())
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
