//! Tables as CSV that a spreadsheet opens without running anything: a cell that would be a formula gets an apostrophe.

/// RFC 4180 with a byte order mark, so that spreadsheets read Japanese.
pub(crate) fn text(rows: &[Vec<String>]) -> String {
    let mut out = String::from("\u{feff}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// One cell.
pub(crate) fn quoted(cell: &str) -> String {
    let safe = if is_formula(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if safe.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

/// What a spreadsheet would take for a formula; a plain number is none.
fn is_formula(cell: &str) -> bool {
    const SIGNS: [char; 12] = [
        '=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠',
    ];
    // What Rust reads as a number besides digits, `-inf` say, a spreadsheet takes for a name.
    let number = || cell.parse::<f64>().is_ok() && !cell.contains(['i', 'n', 'I', 'N']);
    cell.starts_with(SIGNS) && !number()
}

/// Undoes [`quoted`] for what was written here.
#[allow(dead_code, reason = "pages that land next")]
pub(crate) fn plain(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// Reads CSV: rows of cells; a quote inside quotes is doubled.
#[allow(dead_code, reason = "pages that land next")]
pub(crate) fn rows(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut letters = text.chars().peekable();
    let (mut quoted, mut any) = (false, false);
    while let Some(c) = letters.next() {
        any = true;
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                cell.push('"');
                letters.next();
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted && letters.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
                any = false;
            }
            other => cell.push(other),
        }
    }
    if any {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_runs_nowhere() {
        let check = |cell: &str, expected: &str| {
            assert_eq!(quoted(cell), expected);
            let read = rows(&text(&[vec![cell.to_owned(), "x".to_owned()]]));
            assert_eq!(read.len(), 1);
            assert_eq!(plain(&read[0][0]), cell);
        };
        check("plain", "plain");
        check("a,b", "\"a,b\"");
        check("say \"hi\"\nthere", "\"say \"\"hi\"\"\nthere\"");
        check("=1+1", "'=1+1");
        check("@SUM(A1)", "'@SUM(A1)");
        check("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0");
        check("-12.5", "-12.5");
        check("-2+3", "'-2+3");
        check("＝危険", "'＝危険");
        check("-inf", "'-inf");
        check("+1e5", "+1e5");
        check("\0=1", "'\0=1");
        check("\n=1", "\"'\n=1\"");
        check("\tx", "'\tx");
        check("", "");
    }
}
