//! Operators of `trait` and `account` conditions.

use content::Test;

use crate::condition::TESTS;
use crate::node::Data;
use crate::reader::{Fields, Reader};

impl Reader<'_> {
    pub(crate) fn test(&self, fields: &Fields) -> Option<Test> {
        let given: Vec<&str> = TESTS
            .iter()
            .copied()
            .filter(|t| fields.node.get(t).is_some())
            .collect();
        let [test] = given.as_slice() else {
            self.find(
                fields.node.place,
                "E0016",
                format!("exactly one operator is needed: {}", TESTS.join(", ")),
            );
            return None;
        };
        let node = fields.need(test)?;
        let number = || match node.data {
            Data::Number(n, _) => Some(n),
            _ => self.wrong(node, "a number"),
        };
        Some(match *test {
            "is" => Test::Is {
                value: self.value(node)?,
            },
            "is_not" => Test::IsNot {
                value: self.value(node)?,
            },
            "in" => Test::In {
                values: fields
                    .need_list("in")?
                    .iter()
                    .filter_map(|v| self.value(v))
                    .collect(),
            },
            "gt" => Test::Gt { number: number()? },
            "lt" => Test::Lt { number: number()? },
            "contains" => Test::Contains {
                text: self.word(node)?,
            },
            "exists" => Test::Exists {
                yes: self.flag(node)?,
            },
            "before" => Test::Before {
                at: self.from(node)?,
            },
            "after" => Test::After {
                at: self.from(node)?,
            },
            _ => Test::WithinDays {
                days: self.number(node, 0..=36_600)? as u32,
            },
        })
    }
}
