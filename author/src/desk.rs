//! What the help centre has besides articles, in one language: categories of inquiries, whom to turn to, the community.
//! The configuration's own findings are `config`'s; here it is read as it stands.

use content::Digest;
use content::entry::{Community, Contact, Desk, Inquiry};

use crate::node::Node;
use crate::text::spoken;

/// The desk of a configuration with the digest of its index; nothing where it would be empty.
pub(crate) fn desk(config: &Node, languages: &[&str], index: Option<Digest>) -> Option<Desk> {
    let said = |node: &Node, key: &str| {
        node.get(key)
            .map_or_else(String::new, |n| spoken(n, languages))
    };
    let word = |node: &Node, key: &str| {
        let text = node.get(key).and_then(Node::text);
        text.unwrap_or_default().to_owned()
    };
    let inquiries = config.get("inquiries").map(Node::items).unwrap_or_default();
    let inquiries: Vec<Inquiry> = inquiries
        .iter()
        .map(|node| Inquiry {
            id: node
                .get("id")
                .and_then(Node::id)
                .unwrap_or_default()
                .to_owned(),
            topic: node.get("topic").and_then(Node::id).map(str::to_owned),
            title: said(node, "title"),
        })
        .collect();
    let contact = config.get("contact").map(|node| Contact {
        name: word(node, "name"),
        hours: said(node, "hours"),
        booking: word(node, "booking"),
        reply_hours: hours(&word(node, "reply_within")),
        chat: node.get("chat").is_some(),
    });
    let community = config.get("community").map(|node| Community {
        title: said(node, "title"),
        url: word(node, "url"),
        threads: Vec::new(),
    });
    let desk = Desk {
        inquiries,
        contact,
        community,
        index,
    };
    let empty = index.is_none()
        && desk.inquiries.is_empty()
        && desk.contact.is_none()
        && desk.community.is_none();
    (!empty).then_some(desk)
}

/// `30m`, `2h`, `1d` in whole hours, begun ones counted; 0: nothing is promised.
fn hours(text: &str) -> u32 {
    let number = |ending| {
        text.strip_suffix(ending)
            .and_then(|n| n.parse::<u32>().ok())
    };
    match (number('m'), number('h'), number('d')) {
        (Some(minutes), ..) => minutes.div_ceil(60),
        (_, Some(hours), _) => hours,
        (.., Some(days)) => days * 24,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_promise_is_kept_in_hours() {
        let check = |text: &str, expected: u32| assert_eq!(super::hours(text), expected, "{text}");
        check("30m", 1);
        check("90m", 2);
        check("2h", 2);
        check("1d", 24);
        check("", 0);
        check("soon", 0);
    }
}
