//! What content says, in a person's words: conditions, values and the names of fields, in Japanese and in English.
//! Manifest values enter; phrases leave.

use serde_json::{Map, Value as Json};

/// The language in which something is said to the author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// Japanese.
    Ja,
    /// English.
    En,
}

impl Spoken {
    /// One of two ways to say it.
    #[must_use]
    pub fn of<T>(self, ja: T, en: T) -> T {
        match self {
            Spoken::Ja => ja,
            Spoken::En => en,
        }
    }

    /// Its language tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.of("ja", "en")
    }

    /// A word or sentence in quotation marks.
    #[must_use]
    pub fn quoted(self, text: &str) -> String {
        // Quotation marks inside quotation marks are double ones in Japanese.
        let ja = if text.contains('「') {
            format!("『{text}』")
        } else {
            format!("「{text}」")
        };
        self.of(ja, format!("“{text}”"))
    }

    /// The name of a field.
    #[must_use]
    pub fn field(self, name: &str) -> String {
        let found = FIELDS.lines().find_map(|line| {
            let (key, words) = line.split_once(" = ")?;
            let (ja, en) = words.split_once(" | ")?;
            (key == name).then(|| self.of(ja, en))
        });
        found.unwrap_or(name).to_owned()
    }

    /// A text of a manifest in this language, else in the first that there is.
    #[must_use]
    pub fn text(self, json: &Json) -> String {
        let text = json
            .get(self.tag())
            .or_else(|| json.as_object()?.values().next());
        one_line(text.and_then(Json::as_str).or(json.as_str()).unwrap_or(""))
    }

    /// A condition as a phrase that completes "whoever …".
    #[must_use]
    pub fn condition(self, json: &Json) -> String {
        let Some(map) = json.as_object().filter(|m| !m.is_empty()) else {
            return self.of("すべての人", "everyone").to_owned();
        };
        let each = |list: &Json| -> Vec<String> {
            let list = list.as_array().into_iter().flatten();
            list.map(|c| {
                let nested = c.get("all").or(c.get("any")).is_some();
                let words = self.condition(c);
                if nested { format!("({words})") } else { words }
            })
            .collect()
        };
        if let Some(list) = map.get("all") {
            return each(list).join(self.of("、かつ ", " and "));
        }
        if let Some(list) = map.get("any") {
            return each(list).join(self.of("、または ", " or "));
        }
        if let Some(inner) = map.get("not") {
            let words = self.condition(inner);
            return self.of(format!("「{words}」ではない"), format!("not ({words})"));
        }
        let word = |key: &str| map.get(key).map(|v| self.value(v));
        if let Some(id) = word("segment") {
            return self.of(format!("セグメント {id} の人"), format!("in segment {id}"));
        }
        if let Some(name) = word("event") {
            return self.happened(&name, map);
        }
        for (key, ja, en) in [
            ("completed", "{} を終えた", "completed {}"),
            ("dismissed", "{} を閉じた", "dismissed {}"),
            ("page", "{} のページにいる", "on page {}"),
            ("language", "{} で使っている", "using {}"),
        ] {
            if let Some(value) = word(key) {
                return self.of(ja, en).replace("{}", &value);
            }
        }
        if let Some(topic) = word("understands") {
            return self.of(
                format!("{topic} の理解度が{}", self.bounds(map)),
                format!("understanding of {topic} {}", self.bounds(map)),
            );
        }
        if map.contains_key("motivation") {
            let inner = map
                .get("motivation")
                .and_then(Json::as_object)
                .unwrap_or(map);
            return self.of(
                format!("意欲が{}", self.bounds(inner)),
                format!("motivation {}", self.bounds(inner)),
            );
        }
        if let Some(name) = word("trait") {
            return self.compared(&name, map);
        }
        if let Some(name) = word("account") {
            return self.compared(
                &self.of(format!("契約先の {name}"), format!("the account's {name}")),
                map,
            );
        }
        self.value(json)
    }

    fn happened(self, name: &str, map: &Map<String, Json>) -> String {
        let least = map
            .get("at_least")
            .map(|n| self.of(format!(" {n} 回以上"), format!(" at least {n} times")));
        let days = map
            .get("within_days")
            .map(|n| self.of(format!("{n} 日以内に "), format!(" within {n} days")));
        let (least, days) = (least.unwrap_or_default(), days.unwrap_or_default());
        self.of(
            format!("{days}{name} を{least}した"),
            format!("did {name}{least}{days}"),
        )
    }

    fn bounds(self, map: &Map<String, Json>) -> String {
        let bound = |key: &str, ja: &str, en: &str| {
            map.get(key)
                .map(|n| self.of(ja, en).replace("{}", &n.to_string()))
        };
        let all = [
            bound("at_least", " {} 以上", "at least {}"),
            bound("below", " {} 未満", "below {}"),
        ];
        let all: Vec<String> = all.into_iter().flatten().collect();
        all.join(self.of("、", " and "))
    }

    fn compared(self, name: &str, map: &Map<String, Json>) -> String {
        let said = map.iter().filter_map(|(operator, value)| {
            let value = self.value(value);
            let (ja, en) = match operator.as_str() {
                "is" => (format!("{name} が {value}"), format!("{name} is {value}")),
                "is_not" => (
                    format!("{name} が {value} でない"),
                    format!("{name} is not {value}"),
                ),
                "in" => (
                    format!("{name} が {value} のどれか"),
                    format!("{name} is one of {value}"),
                ),
                "gt" => (
                    format!("{name} が {value} を超える"),
                    format!("{name} is over {value}"),
                ),
                "lt" => (
                    format!("{name} が {value} 未満"),
                    format!("{name} is under {value}"),
                ),
                "contains" => (
                    format!("{name} に {value} がある"),
                    format!("{name} contains {value}"),
                ),
                "exists" if value == self.value(&Json::Bool(false)) => {
                    (format!("{name} がない"), format!("there is no {name}"))
                }
                "exists" => (format!("{name} がある"), format!("there is a {name}")),
                "before" => (
                    format!("{name} が {value} より前"),
                    format!("{name} is before {value}"),
                ),
                "after" => (
                    format!("{name} が {value} より後"),
                    format!("{name} is after {value}"),
                ),
                "within_days" => (
                    format!("{name} が {value} 日以内"),
                    format!("{name} lies within {value} days"),
                ),
                _ => return None,
            };
            Some(self.of(ja, en))
        });
        said.collect::<Vec<_>>().join(self.of("、かつ ", " and "))
    }

    /// An anchor: what it is called by.
    #[must_use]
    pub fn anchor(self, json: &Json) -> String {
        let texts = ["name", "text"].iter().find_map(|key| json.get(*key));
        let role = json.get("role").and_then(Json::as_str).unwrap_or("");
        if let Some(texts) = texts {
            return format!("{role}{}", self.quoted(&self.text(texts)));
        }
        let word = ["test_id", "css", "role"]
            .iter()
            .find_map(|key| json.get(*key)?.as_str());
        word.unwrap_or_default().to_owned()
    }

    /// Any other value.
    #[must_use]
    pub fn value(self, json: &Json) -> String {
        match json {
            Json::Null => self.of("なし", "none").to_owned(),
            Json::Bool(true) => self.of("はい", "yes").to_owned(),
            Json::Bool(false) => self.of("いいえ", "no").to_owned(),
            Json::Number(n) => n.to_string(),
            Json::String(text) => one_line(text),
            Json::Array(list) => {
                let all: Vec<String> = list.iter().map(|v| self.value(v)).collect();
                all.join(self.of("、", ", "))
            }
            Json::Object(map) if map.contains_key(self.tag()) => self.text(json),
            Json::Object(map) => {
                let all: Vec<String> = map
                    .iter()
                    .map(|(k, v)| format!("{} {}", self.field(k), self.value(v)))
                    .collect();
                all.join(self.of("、", ", "))
            }
        }
    }
}

/// A text on one line, at most so long that two of them can be compared.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// Names of fields on screen, in Japanese and in English.
const FIELDS: &str = include_str!("spoken.txt");
