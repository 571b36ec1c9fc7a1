//! Writing JSON: texts escaped, whole numbers, nothing else.
//! Values enter, text leaves; reading JSON is the collector's work and never happens in a page.

/// Appends `text` as a JSON string.
pub fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            // U+2028 and U+2029 end a line for JavaScript readers of the same text.
            c if (c as u32) < 0x20 || c == '\u{2028}' || c == '\u{2029}' => {
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    let half = (c as u32 >> shift & 15) as u8;
                    out.push(char::from(if half < 10 {
                        b'0' + half
                    } else {
                        b'a' + half - 10
                    }));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Appends a whole number.
pub fn push_number(out: &mut String, number: i64) {
    let mut digits = [0u8; 20];
    let mut rest = number.unsigned_abs();
    let mut n = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        n += 1;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push('-');
    }
    for &digit in digits.iter().skip(20 - n) {
        out.push(char::from(digit));
    }
}

/// Appends yes or no.
pub fn push_flag(out: &mut String, flag: bool) {
    out.push_str(if flag { "true" } else { "false" });
}

/// Appends `,"key":` (without the comma at the start of an object).
pub fn push_key(out: &mut String, key: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    push_text(out, key);
    out.push(':');
}

/// Appends a member with a text value.
pub fn text(out: &mut String, key: &str, value: &str) {
    push_key(out, key);
    push_text(out, value);
}

/// Appends a member with a whole number.
pub fn number(out: &mut String, key: &str, value: i64) {
    push_key(out, key);
    push_number(out, value);
}
