//! Every figure of every golden table.

#[path = "golden/tables.rs"]
mod tables;

#[test]
fn every_figure_of_every_golden_table() {
    let mut wrong = Vec::new();
    for (table, figures, checks) in tables::all() {
        if checks.len() != figures {
            wrong.push(format!("{table}: {} figures, not {figures}", checks.len()));
        }
        let off = |check: &tables::Check| {
            // A comparison that is false for what is no number.
            let is_near = (check.got - check.expected).abs() <= check.tolerance;
            (!is_near).then(|| {
                format!(
                    "{}\n  got {} for {}",
                    check.place, check.got, check.expected
                )
            })
        };
        wrong.extend(checks.iter().filter_map(off));
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
