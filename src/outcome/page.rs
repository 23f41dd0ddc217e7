//! `docs/outcomes.md`, from the registry.

use super::OUTCOMES;

/// The page of outcomes, in Markdown.
pub fn page() -> String {
    let mut text = String::from(
        "# Outcomes\n\nGenerated from the registry in `src/outcome/registry.rs`; \
         refresh with `CAVEAT_BLESS=1 cargo test --workspace --test outcomes`. Symbols in formulas are the items of \
         `src/tally.rs`. Only welfare, its parts and the public purse are discounted.\n\n\
         Time to fix runs from three starts: from a defender's knowledge (`days_to_fix`), from when attackers can use a flaw (`exposure_days`), \
         and from when it exists (`open_flaws`, by Little's law the flaws that arise times how long they stay open). Monitoring, sharing and public \
         testing find flaws sooner, which shortens the last two and leaves the first as it was: it starts sooner too. A clock of publication moves \
         `exposure_days` alone. `tests/time_to_fix.rs` holds them to that.\n\n\
         | key | title | id | unit | numerator | denominator | population | cohort | better | formula |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for row in OUTCOMES {
        text.push_str(&format!(
            "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
            row.key,
            row.title,
            row.id,
            row.unit,
            row.numerator,
            row.denominator,
            row.population,
            row.cohort.name(),
            row.sign.name(),
            row.formula
        ));
    }
    text
}
