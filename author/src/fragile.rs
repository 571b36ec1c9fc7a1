//! Names of elements that will not last, or that should not be written down: classes that a build made up, places in
//! a list, and people's data.

use crate::node::Node;
use crate::reader::Reader;

impl Reader<'_> {
    /// Looks for people's data in what names an element or a page.
    pub(crate) fn personal(&self, node: &Node) {
        let text = node.text().unwrap_or("");
        let what = if has_mail(text) {
            "a mail address"
        } else if has_uuid(text) {
            "the id of one record"
        } else if longest_number(text) >= 7 {
            "a long number, perhaps a person's or a record's"
        } else {
            return;
        };
        self.find(
            node.place,
            "W0115",
            format!("this holds {what}: it fits one person only, and everybody can read it"),
        );
    }

    /// Looks for what changes with the next build of the page.
    pub(crate) fn lasting(&self, node: &Node) {
        let css = node.text().unwrap_or("");
        let names = css.split(|c: char| !(c.is_alphanumeric() || "-_".contains(c)));
        let made = names
            .filter(|name| css.contains(&format!(".{name}")) || css.contains(&format!("#{name}")))
            .find(|name| is_made_up(name));
        if let Some(name) = made {
            self.find(
                node.place,
                "N0207",
                format!("\"{name}\" looks made up by a build and changes with the next one: name the element by test_id, or role and name"),
            );
        } else if css.contains(":nth-") || css.matches('>').count() > 3 {
            self.find(
                node.place,
                "N0207",
                "this names a place, not an element, and breaks when something is added: name the element by test_id, or role and name",
            );
        }
    }
}

fn has_mail(text: &str) -> bool {
    text.split('@')
        .zip(text.split('@').skip(1))
        .any(|(before, after)| {
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
            let host: String = after.chars().take_while(|c| plain(*c)).collect();
            before.chars().next_back().is_some_and(plain)
                && host
                    .split_once('.')
                    .is_some_and(|(name, end)| !name.is_empty() && end.len() > 1)
        })
}

fn has_uuid(text: &str) -> bool {
    let groups = [8, 4, 4, 4, 12];
    let hex = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_hexdigit());
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    parts
        .windows(groups.len())
        .any(|w| w.iter().zip(groups).all(|(part, n)| hex(part, n)))
}

/// The most digits in a row; hyphens between them do not end it, as in a telephone number.
fn longest_number(text: &str) -> usize {
    let (mut longest, mut now) = (0, 0);
    for c in text.chars() {
        match c {
            c if c.is_ascii_digit() => now += 1,
            '-' if now > 0 => {}
            _ => now = 0,
        }
        longest = longest.max(now);
    }
    longest
}

/// Whether a class or id was made up by a tool: `css-1q2w3e`, `sc-bdVaJa`, `Button_primary__3fK2x`, `ember1234`.
fn is_made_up(name: &str) -> bool {
    let digits = |s: &str| s.chars().any(|c| c.is_ascii_digit());
    let letters = |s: &str| s.chars().any(|c| c.is_ascii_alphabetic());
    let capital_inside = |s: &str| s.chars().skip(1).any(|c| c.is_ascii_uppercase());
    let hash = |s: &str| {
        s.len() >= 5 && letters(s) && (digits(s) || capital_inside(s)) && !s.contains('-')
    };
    let after = |prefix: &str| name.strip_prefix(prefix);
    if let Some(rest) = after("css-")
        .or(after("sc-"))
        .or(after("svelte-"))
        .or(after("emotion-"))
    {
        return hash(rest);
    }
    if let Some(rest) = after("ember")
        .or(after("jsx-"))
        .or(after("radix-"))
        .or(after("mui-"))
    {
        return !rest.is_empty() && digits(rest);
    }
    name.rsplit_once("__").is_some_and(|(_, rest)| hash(rest))
}

#[cfg(test)]
mod tests {
    use super::{has_mail, has_uuid, is_made_up, longest_number};

    #[test]
    fn names_that_a_build_made_up() {
        for name in [
            "css-1q2w3e",
            "sc-bdVaJa",
            "Button_primary__3fK2x",
            "ember1234",
            "svelte-1abc23",
            "mui-123",
        ] {
            assert!(is_made_up(name), "{name}");
        }
        for name in [
            "btn-primary",
            "card__title",
            "card__title--large",
            "css-grid",
            "sc-header",
            "step-2",
            "member",
            "invoice2026",
        ] {
            assert!(!is_made_up(name), "{name}");
        }
    }

    #[test]
    fn data_of_people() {
        assert!(has_mail("[data-user='taro@example.com']"));
        assert!(!has_mail("@media") && !has_mail("a@b"));
        assert!(has_uuid("#row-123e4567-e89b-12d3-a456-426614174000"));
        assert!(!has_uuid("#new-invoice"));
        assert_eq!(longest_number("tel-090-1234-5678"), 11);
        assert_eq!(longest_number("step-2 of 12"), 2);
    }
}
