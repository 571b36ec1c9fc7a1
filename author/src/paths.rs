//! Ways through a tutorial: steps and branches that nobody can come to.

use std::collections::BTreeMap;

use crate::node::Node;
use crate::reader::Reader;
use crate::truth::Truth;

impl Reader<'_> {
    /// Says which steps and branches are never reached from the first step.
    pub(crate) fn paths(&self, steps: &[Node]) {
        let mut at: BTreeMap<&str, usize> = BTreeMap::new();
        for (n, step) in steps.iter().enumerate() {
            if let Some(id) = step.get("id").and_then(Node::id) {
                at.entry(id).or_insert(n);
            }
        }
        let mut reached = vec![false; steps.len()];
        let mut open = vec![0];
        while let Some(n) = open.pop() {
            let Some(step) = steps.get(n).filter(|_| !reached[n]) else {
                continue;
            };
            reached[n] = true;
            let mut goes_on = true;
            for branch in step.get("branches").map(Node::items).unwrap_or_default() {
                let truth = branch.get("when").map_or(Truth::Depends, |n| self.truth(n));
                let to = branch.get("to").and_then(Node::id);
                if truth != Truth::Never {
                    open.extend(to.and_then(|id| at.get(id)));
                }
                if truth == Truth::Always {
                    goes_on = false;
                    break;
                }
            }
            if goes_on && n + 1 < steps.len() {
                open.push(n + 1);
            }
        }
        for (step, _) in steps.iter().zip(&reached).filter(|(_, reached)| !**reached) {
            let place = step.get("id").map_or(step.place, |n| n.place);
            let id = step.get("id").and_then(Node::id).unwrap_or("");
            self.find(place, "W0113", format!("no way leads to the step \"{id}\""));
        }
        for step in steps {
            self.branches(step);
        }
    }

    /// Branches behind one that is always taken, or that is taken under the same condition.
    fn branches(&self, step: &Node) {
        let mut before = Vec::new();
        let mut taken = false;
        for branch in step.get("branches").map(Node::items).unwrap_or_default() {
            let Some(when) = branch.get("when") else {
                continue;
            };
            let json = when.json();
            if taken || before.contains(&json) {
                self.find(
                    branch.place,
                    "W0113",
                    "a branch before this one is always taken instead",
                );
            }
            taken |= self.truth(when) == Truth::Always;
            before.push(json);
        }
    }
}
