//! Small work on texts. The standard library does all of it too, for any type and in any format, and costs a page 3 kB
//! for that.

/// Where `part` begins in `text`, in bytes.
#[must_use]
pub fn find(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    (0..=text.len()).find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(part)))
}

/// A whole number in decimal digits.
#[must_use]
pub fn decimal(number: u32) -> String {
    let mut text = match number / 10 {
        0 => String::new(),
        tens => decimal(tens),
    };
    text.push(char::from(b'0' + (number % 10) as u8));
    text
}

/// Texts with one between each two of them.
#[must_use]
pub fn joined(parts: &[&str], between: &str) -> String {
    let mut text = String::new();
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            text.push_str(between);
        }
        text.push_str(part);
    }
    text
}

/// What a person wrote, without the space around it and no longer than `most` characters.
#[must_use]
pub fn tidy(text: &str, most: usize) -> String {
    let space = |letter: char| letter <= ' ' || letter == '\u{3000}';
    let mut out = String::new();
    let (mut count, mut end) = (0, 0);
    for letter in text.chars() {
        if count == most || (out.is_empty() && space(letter)) {
            continue;
        }
        count += 1;
        out.push(letter);
        if !space(letter) {
            end = out.len();
        }
    }
    out.truncate(end);
    out
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn what_was_written_is_tidied() {
        let check = |text: &str, most: usize, expected: &str| {
            assert_eq!(tidy(text, most), expected, "{text:?} at most {most}");
        };
        check("  a b\n", 9, "a b");
        check("\u{3000}送り方\u{3000}", 9, "送り方");
        check("送り方", 2, "送り");
        check("a  b", 2, "a");
        check(" \t ", 9, "");
    }
}
