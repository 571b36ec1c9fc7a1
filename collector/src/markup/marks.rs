//! The marks of every chart, drawn from data as SVG: positions in percent, so that a chart stretches and its text does
//! not. Nothing here is a picture without numbers: whoever draws puts them beside it or in a table.

use maud::{Markup, html};

/// A place on an axis of 0 to 1.
pub(crate) fn at(share: f64) -> String {
    format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0)
}

/// The head of a drawn column: its axis, 0 to 100.
pub(crate) fn axis(ticks: &[i64]) -> Markup {
    html! {
        th.draw scope="col" aria-hidden="true" { svg.ax height="14" {
            @for tick in ticks {
                @let anchor = match tick { 0 => "start", 100 => "end", _ => "middle" };
                text.far[*tick == 100 && ticks.contains(&80)] x={ (tick) "%" } y="11" text-anchor=(anchor) { (tick) }
            }
        } }
    }
}

pub(crate) fn ticks(at: &[i64]) -> Markup {
    html! { @for tick in at { line.tk x1={ (tick) "%" } x2={ (tick) "%" } y1="0" y2="22" {} } }
}

/// A statistical interval: a dot with a capped whisker; hollow where it is undecided.
pub(crate) fn whisker(value: f64, low: f64, high: f64, hollow: bool) -> Markup {
    let [low, dot, high] = [low, value, high].map(at);
    html! {
        svg.ax height="22" {
            (ticks(&[0, 50, 100]))
            line.wh x1=(low) x2=(high) y1="11" y2="11" {}
            line.wh x1=(low) x2=(low) y1="7" y2="15" {}
            line.wh x1=(high) x2=(high) y1="7" y2="15" {}
            circle.pt.o[hollow] cx=(dot) cy="11" r="5" {}
        }
    }
}

/// An assumption band: a dot on a soft bar without caps.
pub(crate) fn soft_bar(known: f64, low: f64, high: f64, hollow: bool) -> Markup {
    html! {
        svg.ax height="22" {
            (ticks(&[0, 40, 80, 100]))
            rect.band x=(at(low)) width=(at(high - low)) y="6" height="10" {}
            circle.pt.o[hollow] cx=(at(known)) cy="11" r="5" {}
        }
    }
}

/// A bar from 0, of the largest.
pub(crate) fn bar(value: f64, most: f64) -> Markup {
    html! { svg.ax height="22" { rect.s1 x="0" y="5" height="12" width=(at(if most > 0.0 { value / most } else { 0.0 })) {} } }
}

/// A share split by cause: hatched, diagonal, solid, in the order of the words beside it.
pub(crate) fn stacked(parts: [u64; 3], most: u64) -> Markup {
    let of = |n: u64| n as f64 / most.max(1) as f64;
    let starts = [0.0, of(parts[0]), of(parts[0] + parts[1])];
    html! {
        svg.ax height="22" {
            @for (n, class) in ["p0", "p1", "p2"].iter().enumerate() {
                @if parts[n] > 0 { rect class=(class) x=(at(starts[n])) y="5" height="12" width=(at(of(parts[n]))) {} }
            }
        }
    }
}

/// The patterns that stacked bars use, once a page.
pub(crate) fn patterns() -> Markup {
    html! {
        svg.defs width="0" height="0" aria-hidden="true" { defs {
            pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" { rect.pt0 width="6" height="6" {} line.pl x1="0" x2="0" y1="0" y2="6" {} }
            pattern id="diagonal" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)" { rect.pt1 width="5" height="5" {} line.pl1 x1="0" x2="0" y1="0" y2="5" {} }
        } }
    }
}

/// Forty days at a glance: bars, the recent window tinted, an event above.
pub(crate) fn glance(counts: &[u64], recent: usize, event: Option<usize>) -> Markup {
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let n = counts.len().max(1) as f64;
    let width = 176.0 / n;
    let from = counts.len().saturating_sub(recent);
    html! {
        svg.glance viewBox="0 0 176 37" preserveAspectRatio="none" aria-hidden="true" {
            rect.win x=(format!("{:.1}", from as f64 * width)) y="0" width=(format!("{:.1}", recent.min(counts.len()) as f64 * width)) height="34" {}
            @for (place, count) in counts.iter().enumerate() {
                @let height = *count as f64 / most * 26.0;
                rect.s1[place >= from].bar[place < from] x=(format!("{:.1}", place as f64 * width + 0.4)) y=(format!("{:.1}", 34.0 - height)) width=(format!("{:.1}", width * 0.8)) height=(format!("{height:.1}")) {}
            }
            line.rule x1="0" x2="176" y1="34.5" y2="34.5" {}
            @if let Some(place) = event {
                @let x = place as f64 * width + width / 2.0;
                path.al d=(format!("M{:.1} 0h7l-3.5 6z", (x - 3.5).clamp(0.0, 169.0))) {}
            }
        }
    }
}

/// A disc filled by quarters beside a label: ○ ◔ ◑ ◕ ●.
pub(crate) fn ball(quarters: u8) -> Markup {
    let arc = match quarters {
        1 => "M8 8V2a6 6 0 0 1 6 6z",
        2 => "M8 2a6 6 0 0 1 0 12z",
        3 => "M8 8H2a6 6 0 1 0 6-6z",
        _ => "",
    };
    html! {
        svg.ball viewBox="0 0 16 16" aria-hidden="true" {
            circle.ring.full[quarters >= 4] cx="8" cy="8" r="6" {}
            @if !arc.is_empty() { path.fill d=(arc) {} }
        }
    }
}

/// Severity as three squares, in words for those who listen.
pub(crate) fn severity(n: i64, positive: bool, said: &str) -> Markup {
    html! {
        span.sev.pos[positive] role="img" aria-label=(said) {
            @if positive { i.f {} } @else { @for place in 1..=3 { i.f[place <= n] {} } }
        }
    }
}

/// A stepped curve of shares over time: what has happened by then, 0 to 1 on a share axis.
pub(crate) fn steps(points: &[(f64, f64)], end: f64) -> String {
    let mut path = String::from("M0 100");
    for (time, share) in points {
        let (x, y) = (time / end.max(1e-9) * 100.0, 100.0 - share * 100.0);
        path.push_str(&format!("H{x:.2}V{y:.2}"));
    }
    path.push_str("H100");
    path
}

/// A line over equal steps of time, each value a share of the largest.
pub(crate) fn line(values: &[Option<f64>], low: f64, high: f64) -> String {
    let n = values.len().saturating_sub(1).max(1) as f64;
    let mut path = String::new();
    let mut pen = 'M';
    for (place, value) in values.iter().enumerate() {
        let Some(value) = value else {
            pen = 'M';
            continue;
        };
        let y = 100.0 - (value - low) / (high - low).max(1e-9) * 100.0;
        path.push_str(&format!("{pen}{:.2} {y:.2}", place as f64 / n * 100.0));
        pen = 'L';
    }
    path
}
