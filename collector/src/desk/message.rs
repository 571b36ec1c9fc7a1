//! The message of a case: its template filled for its recipient in their language, with links that open the step.
//! In: a case and a language. Out: pieces with their fields marked, or what is missing. A person sends it.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::template::{self, Piece, Values, plain, render};
use super::{link, rank};
use crate::facts;
use crate::markup::Language;
use crate::record::Record;
use crate::releases;
use crate::shape::Kind;

/// A message as it would go.
pub(crate) struct Message {
    pub(crate) template: String,
    pub(crate) template_version: i64,
    pub(crate) to_name: Option<String>,
    pub(crate) to_mail: Option<String>,
    pub(crate) subject: Result<Vec<Piece>, String>,
    pub(crate) body: Result<Vec<Piece>, String>,
}

impl Message {
    pub(crate) fn told(&self) -> Value {
        let part = |part: &Result<Vec<Piece>, String>| match part {
            Ok(pieces) => json!(plain(pieces)),
            Err(_) => Value::Null,
        };
        let missing: Vec<&String> = [&self.subject, &self.body]
            .into_iter()
            .filter_map(|p| p.as_ref().err())
            .collect();
        json!({"template": self.template, "template_version": self.template_version, "to": {"name": self.to_name, "mail": self.to_mail},
            "subject": part(&self.subject), "body": part(&self.body), "missing": missing})
    }

    /// Subject and body, where nothing is missing.
    pub(crate) fn whole(&self) -> Option<(String, String)> {
        let (subject, body) = (self.subject.as_ref().ok()?, self.body.as_ref().ok()?);
        Some((plain(subject), plain(body)))
    }
}

/// Who is written to: the case's person, else the account's main contact.
fn recipient(
    user: &Map<String, Value>,
    account: &Map<String, Value>,
) -> (Option<String>, Option<String>, Option<String>) {
    let text = |map: &Map<String, Value>, key: &str| {
        map.get(key)
            .and_then(Value::as_str)
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
    };
    if !user.is_empty() {
        return (
            text(user, "name").or_else(|| text(user, "id")),
            text(user, "mail"),
            text(user, "language"),
        );
    }
    let contacts = account.get("contacts").and_then(Value::as_array);
    let primary =
        contacts.and_then(|c| c.iter().find(|c| c["primary"] == json!(true)).or(c.first()));
    let of = |key: &str| {
        primary
            .and_then(|p| p[key].as_str())
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
    };
    (
        of("name").or_else(|| text(account, "name")),
        of("mail"),
        of("language"),
    )
}

/// The language that a case's recipient reads: their own, else the tenant's first.
pub(crate) fn language(
    db: &Connection,
    tenant: &str,
    case: &Record,
    at: i64,
) -> rusqlite::Result<Language> {
    let (user, account) = people(db, tenant, case, at)?;
    let wished = recipient(&user, &account).2;
    let manifest = releases::manifest(db, tenant);
    let first = manifest["languages"][0].as_str().map(str::to_owned);
    let tag = wished.or(first).unwrap_or_else(|| "ja".to_owned());
    Ok(if tag.starts_with("ja") {
        Language::Ja
    } else {
        Language::En
    })
}

fn people(
    db: &Connection,
    tenant: &str,
    case: &Record,
    at: i64,
) -> rusqlite::Result<(Map<String, Value>, Map<String, Value>)> {
    let user = match &case.user {
        Some(user) => facts::one(db, tenant, Kind::User, user, at)?
            .unwrap_or_else(|| Map::from_iter([("id".to_owned(), json!(user))])),
        None => Map::new(),
    };
    let account = rank::account_of(db, tenant, case.account.as_deref().unwrap_or_default(), at)?;
    Ok((user, account))
}

/// The links of a case: (title, minutes, address), and the item each leads to.
pub(crate) fn links(
    manifest: &Value,
    case: &Record,
    l: Language,
) -> Vec<(String, Option<i64>, String)> {
    let help = case.field("help").as_array();
    let links = help.into_iter().flatten().filter_map(|entry| {
        let (_, item) = link::item(manifest, entry["content"].as_str()?)?;
        let url = link::url(manifest, item, entry["step"].as_str(), Some(&case.id));
        Some((l.title(item), item["minutes"].as_i64(), url))
    });
    links.collect()
}

/// Composes the message of a case from a template, by default the case's own.
pub(crate) fn compose(
    db: &Connection,
    tenant: &str,
    case: &Record,
    (wished, l): (Option<&str>, Language),
    (at, csm): (i64, &str),
) -> rusqlite::Result<Option<Message>> {
    let id = wished.unwrap_or_else(|| case.text("template"));
    let Some(template) = template::templates(db, tenant)?
        .into_iter()
        .find(|t| t.id == id)
    else {
        return Ok(None);
    };
    let (user, account) = people(db, tenant, case, at)?;
    let manifest = releases::manifest(db, tenant);
    let (to_name, to_mail, _) = recipient(&user, &account);
    let links = links(&manifest, case, l);
    let minutes: i64 = links.iter().map(|(_, m, _)| m.unwrap_or(3)).sum();
    let text = |map: &Map<String, Value>, key: &str| {
        map.get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let owner = account.get("owner").cloned().unwrap_or(Value::Null);
    let of_owner = |key: &str| owner[key].as_str().unwrap_or_default().to_owned();
    let csm_name = Some(of_owner("name"))
        .filter(|n| !n.is_empty())
        .unwrap_or_else(|| csm.to_owned());
    let account_name = Some(text(&account, "name")).filter(|n| !n.is_empty());
    let account_name = account_name.unwrap_or_else(|| case.account.clone().unwrap_or_default());
    let product = match manifest["title"] {
        Value::Object(_) => l.title(&manifest),
        _ => capital(
            manifest["product"]
                .as_str()
                .or(manifest["tenant"].as_str())
                .unwrap_or_default(),
        ),
    };
    let fields = BTreeMap::from([
        ("to.name", to_name.clone().unwrap_or_default()),
        ("account.name", account_name),
        ("account.plan", text(&account, "plan")),
        ("product.name", product),
        ("csm.name", csm_name),
        (
            "csm.mail",
            Some(of_owner("mail"))
                .filter(|m| !m.is_empty())
                .unwrap_or_else(|| csm.to_owned()),
        ),
        ("csm.booking", of_owner("booking")),
        (
            "case.reason",
            case.field("reasons")[0][l.tag()]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        ),
        (
            "renewal.on",
            account
                .get("renewal")
                .and_then(|r| r["on"].as_str())
                .unwrap_or_default()
                .to_owned(),
        ),
        ("minutes", minutes.to_string()),
        (
            "link",
            links
                .first()
                .map(|(.., url)| url.clone())
                .unwrap_or_default(),
        ),
    ]);
    let values = Values {
        fields,
        links: links
            .into_iter()
            .map(|(title, m, url)| [title, m.unwrap_or(3).to_string(), url])
            .collect(),
    };
    let of = |key: &str| {
        render(
            template.body[key][l.tag()].as_str().unwrap_or_default(),
            &values,
        )
    };
    Ok(Some(Message {
        subject: of("subject"),
        body: of("body"),
        template: template.id.clone(),
        template_version: template.version,
        to_name,
        to_mail,
    }))
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
