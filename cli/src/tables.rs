//! The tables of a result folder, with what their columns mean.

use caveat::experiment::compare::Failure;
use caveat::experiment::summary::Summary;
use caveat::outcome::Column;
use caveat::table::{Field, Table, Values};

use crate::draws;
use crate::error::{Error, Result};
use crate::frame::Sink;
use crate::results::Results;
use crate::spool::{Block, Spool};
use crate::study::Study;

/// The name of an outcome's column: its key, with the part of the market in brackets.
pub fn column_name(column: &Column) -> String {
    match column.segment.as_str() {
        "all" => column.outcome.key.to_owned(),
        segment => format!("{}[{segment}]", column.outcome.key),
    }
}

/// The column that says whose rows these are: what the title says of a market, that its figures are illustrative for example, must not be
/// lost where a table is read alone.
pub fn of_market(study: &Study, rows: usize) -> (Field, Values) {
    let field = Field::new("market", "", "Title of the market.");
    (field, Values::Text(vec![study.market.title.clone(); rows]))
}

/// A table with the title of its market in a last column.
pub fn signed(mut table: Table, study: &Study) -> Table {
    let (field, values) = of_market(study, table.rows());
    table.fields.push(field);
    table.columns.push(values);
    table
}

/// One row a regime and outcome.
pub fn summary<'a>(study: &'a Study, results: &Results) -> Table {
    let places: Vec<(usize, usize)> = (0..study.regimes.len())
        .flat_map(|regime| (0..study.columns.len()).map(move |column| (regime, column)))
        .collect();
    let text = |pick: &dyn Fn(usize, usize) -> &'a str| {
        Values::Text(places.iter().map(|&(regime, column)| pick(regime, column).to_owned()).collect())
    };
    let baseline = study.baseline().name.as_str();
    let mut columns = vec![
        (Field::new("regime", "", "The regime."), text(&|regime, _| &study.regimes[regime].name)),
        (Field::new("baseline", "", "The regime that is subtracted."), text(&|_, _| baseline)),
        (
            Field::new("outcome", "", "Key of the outcome."),
            text(&|_, column| study.columns[column].outcome.key),
        ),
        (Field::new("segment", "", "Part of the market."), text(&|_, column| &study.columns[column].segment)),
        (
            Field::new("unit", "", "Unit of the amounts in this row."),
            text(&|_, column| study.columns[column].outcome.unit),
        ),
    ];
    columns.extend(STATISTICS.iter().map(|statistic| {
        let values = places.iter().map(|&(regime, column)| (statistic.pick)(results.get(regime, column)));
        let field =
            Field::new(statistic.name, statistic.unit, statistic.description).formula(statistic.formula);
        (field, Values::Num(values.collect()))
    }));
    if let Some(draws) = &results.draws {
        columns.extend(draws::STATISTICS.iter().map(|statistic| {
            let values = places.iter().map(|&(regime, column)| (statistic.pick)(draws.get(regime, column)));
            (statistic.field(), Values::Num(values.collect()))
        }));
    }
    Table::new("summary", columns)
}

/// A column of the summary.
pub struct Statistic {
    /// Name in tables and documents.
    pub name: &'static str,
    unit: &'static str,
    description: &'static str,
    formula: &'static str,
    /// Reads it.
    pub pick: fn(&Summary) -> f64,
}

impl Statistic {
    /// The value for a program: a whole number where it counts.
    pub fn number(&self, summary: &Summary) -> serde_json::Value {
        let value = (self.pick)(summary);
        if self.unit == "replications" { (value as u64).into() } else { value.into() }
    }
}

macro_rules! statistic {
    ($name:literal, $unit:literal, $description:literal, $formula:literal, $pick:expr) => {
        Statistic { name: $name, unit: $unit, description: $description, formula: $formula, pick: $pick }
    };
}

/// Every statistic of the summary, in column order.
pub const STATISTICS: &[Statistic] = &[
    statistic!("count", "replications", "Replications with a value.", "n", |s| s.count as f64),
    statistic!(
        "pairs",
        "replications",
        "Replications with a value under the baseline too.",
        "n",
        |s| s.pairs as f64
    ),
    statistic!("mean", "as in unit", "Mean.", "Σ a / n", |s| s.mean),
    statistic!("diff", "as in unit", "Mean paired difference to the baseline.", "Σ (a − b) / n", |s| s
        .diff),
    statistic!(
        "mc_lo",
        "as in unit",
        "Lower end of the 95 % interval of diff: it shrinks with replications.",
        "diff − t(0.975, n−1)·sd(a − b)/√n",
        |s| s.mc_lo
    ),
    statistic!(
        "mc_hi",
        "as in unit",
        "Upper end of that interval.",
        "diff + t(0.975, n−1)·sd(a − b)/√n",
        |s| s.mc_hi
    ),
    statistic!(
        "world_p05",
        "as in unit",
        "5 % quantile over replications: luck. The luck of an outcome that is estimated by what was to be expected is that of the one that happened \
         (harm, welfare), in a row of its own.",
        "type 7",
        |s| s.world.p05
    ),
    statistic!("p25", "as in unit", "25 % quantile over replications.", "type 7", |s| s.world.p25),
    statistic!("median", "as in unit", "Median over replications.", "type 7", |s| s.world.median),
    statistic!("p75", "as in unit", "75 % quantile over replications.", "type 7", |s| s.world.p75),
    statistic!("world_p95", "as in unit", "95 % quantile over replications: luck.", "type 7", |s| s
        .world
        .p95),
    statistic!("p99", "as in unit", "99 % quantile over replications.", "type 7", |s| s.world.p99),
    statistic!(
        "tvar95",
        "as in unit",
        "Mean of the highest 5 % of replications: of 64, of 3.2.",
        "E[a | top 5 %]",
        |s| s.tvar95
    ),
    statistic!("tvar99", "as in unit", "Mean of the highest 1 % of replications.", "E[a | top 1 %]", |s| s
        .tvar99),
    statistic!(
        "diff_world_p05",
        "as in unit",
        "5 % quantile of the paired difference.",
        "type 7 of a − b",
        |s| s.diff_p05
    ),
    statistic!(
        "diff_world_p95",
        "as in unit",
        "95 % quantile of the paired difference.",
        "type 7 of a − b",
        |s| s.diff_p95
    ),
    statistic!(
        "p_better_world",
        "share",
        "Replications in which the regime does better; ties count half. In harm and welfare as they happened, in harm_expected and \
         welfare_expected as they were to be expected: what is said of simulated histories is the first.",
        "(wins + ties/2) / n",
        |s| s.p_better_world
    ),
    statistic!(
        "variance_ratio",
        "ratio",
        "What common shocks bought.",
        "(var a + var b) / var(a − b)",
        |s| s.variance_ratio
    ),
    statistic!(
        "nested_ratio",
        "ratio",
        "What nested shocks can buy, with q the lesser mean over the greater.",
        "(1 + q) / (1 − q)",
        |s| s.nested_ratio
    ),
];

/// Why a table by replication has no CSV beside it.
pub const PARQUET_ONLY: &str = "This table is Parquet only: it has a row a replication and regime or more, and as text would \
                                be several times as large and slow to read.";

/// What the manifest and the JSON document say beside the tables, for the dictionary.
pub fn beside_the_tables() -> Vec<Field> {
    vec![
        Field::new("market_title", "", "Title of the market, which also stands in the last column of every table."),
        Field::new("baseline.legal_date", "", "Day of the announcement: the law of every regime is read as it stands then and changes from then on by its own dates."),
        Field::new("firm_months", "maker-months", "Makers in the market summed over the months simulated: the burn-in once, since all regimes share it, and the evaluation window under every regime; run-off not counted.")
            .formula("Σ burn-in + Σ regimes Σ evaluation"),
        Field::new("seconds", "s", "Time that calibration and simulation took together."),
        Field::new("data_digest", "", "Digest over the names and digests of all tables but the panel: the same scenario, seed, replications and engine give the same one."),
        Field::new("estimators", "", "How the mean of each outcome is estimated: `realised` by what happened, `compensator` by what is to be expected given the flaws and attackers of the time. \
            The answer, the tables of regimes and the charts take means, differences and their intervals from what is to be expected where that is looked at, and \
            quantiles, tails and shares of histories from what happened."),
        Field::new("assumed", "", "In the document: how many of the market's values and of the regimes' figures are only assumed or have no stated source (ungraded, or left to the registry and in use), and of how many."),
        Field::new("assumptions", "", "Draws of the assumptions, if they were asked for: simulated and asked for, replications of each, how many values are drawn, combinations that could not hold together and were drawn again, failures."),
        Field::new("sensitivity", "", "In the document: the order of regimes by each headline as stated, over all replications and over those of the points (same_replications), and with assumptions at both ends of their ranges, with means, paired differences and their intervals; whether any two can be told apart there, whether another measurably comes first or joins the first, and how many pairs measurably swapped."),
        Field::new("notes", "", "In the document: what must be known to read the answer."),
        Field::new("pass_through", "EUR per EUR", "By regime, in the document: change in price over change in the unit cost of liability, compliance and cover; none where that cost does not change measurably; not `material` where that cost is less than a third of the change in price, which then comes from elsewhere.")
            .formula("mean(price − price_b) / mean(liability_unit_cost − liability_unit_cost_b), interval by the delta method"),
    ]
}

/// The columns of the outcomes: one row a replication and regime.
pub fn outcome_fields(study: &Study) -> Vec<Field> {
    let mut fields = vec![
        Field::new("replication", "", format!("Number of the replication. {PARQUET_ONLY}")),
        Field::new("regime", "", "The regime."),
    ];
    fields.extend(study.columns.iter().map(|column| {
        let outcome = column.outcome;
        let of =
            if outcome.denominator == "1" { String::new() } else { format!(" by {}", outcome.denominator) };
        let description = format!(
            "{}: {}{of}; {}, {}.",
            outcome.title, outcome.numerator, outcome.population, column.segment
        );
        Field::new(column_name(column), outcome.unit, description)
            .cohort(outcome.cohort.name())
            .formula(outcome.formula)
    }));
    fields.push(of_market(study, 0).0);
    fields
}

/// Moves every outcome from the spool to its file.
///
/// # Errors
///
/// If the spool cannot be read or the file not be written.
pub fn write_outcomes(study: &Study, spool: &mut Spool, sink: &mut Sink) -> Result<()> {
    for block in 0..spool.block_count() {
        let block = spool.block(block).map_err(Error::file("read", "the temporary file"))?;
        sink.append(&outcome_rows(study, &block))?;
    }
    Ok(())
}

/// What a table of outcomes looks like without rows.
pub fn no_outcomes(study: &Study) -> Vec<Values> {
    let mut columns = vec![Values::Count(vec![]), Values::Text(vec![])];
    columns.resize(study.columns.len() + 2, Values::Num(vec![]));
    columns.push(of_market(study, 0).1);
    columns
}

fn outcome_rows(study: &Study, block: &Block) -> Vec<Values> {
    let regimes = study.regimes.len();
    let numbers = block.replications.iter().flat_map(|number| std::iter::repeat_n(*number, regimes));
    let names =
        block.replications.iter().flat_map(|_| study.regimes.iter().map(|regime| regime.name.clone()));
    let mut columns = vec![Values::Count(numbers.collect()), Values::Text(names.collect())];
    columns.extend((0..study.columns.len()).map(|column| {
        let places = 0..block.replications.len();
        Values::Num(
            places.flat_map(|place| (0..regimes).map(move |r| block.value(r, column, place))).collect(),
        )
    }));
    columns.push(of_market(study, columns[0].len()).1);
    columns
}

/// Replications that failed.
pub fn failures(failures: &[Failure]) -> Table {
    let (seeds, replications) = failures.iter().map(|failure| (failure.seed, failure.replication)).unzip();
    let reasons = failures.iter().map(|failure| failure.reason.clone()).collect();
    Table::new(
        "failures",
        vec![
            (Field::new("seed", "", "Seed of the run."), Values::Count(seeds)),
            (Field::new("replication", "", "Number of the replication."), Values::Count(replications)),
            (Field::new("error", "", "Why it failed."), Values::Text(reasons)),
        ],
    )
}

/// Every table and column of a folder, with unit, description, cohort and formula.
pub fn dictionary(tables: &[(&str, &[Field])]) -> Table {
    let rows: Vec<(&str, &Field)> =
        tables.iter().flat_map(|(table, fields)| fields.iter().map(move |field| (*table, field))).collect();
    let text = |pick: fn(&(&str, &Field)) -> String| Values::Text(rows.iter().map(pick).collect());
    Table::new(
        "data-dictionary",
        vec![
            (Field::new("table", "", "The table."), text(|row| row.0.to_owned())),
            (Field::new("column", "", "The column."), text(|row| row.1.name.clone())),
            (Field::new("unit", "", "Its unit."), text(|row| row.1.unit.clone())),
            (Field::new("description", "", "What it says."), text(|row| row.1.description.clone())),
            (Field::new("cohort", "", "By which date it is counted."), text(|row| row.1.cohort.clone())),
            (Field::new("formula", "", "How it is computed."), text(|row| row.1.formula.clone())),
        ],
    )
}

/// A table as CSV: numbers with every digit they need to be read back, nothing where there is none.
///
/// # Errors
///
/// If memory runs out.
pub fn to_csv(table: &Table) -> std::io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(table.fields.iter().map(|field| field.name.as_str()))?;
    for row in 0..table.rows() {
        writer.write_record(table.columns.iter().map(|values| cell(values, row)))?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn cell(values: &Values, row: usize) -> String {
    match values {
        Values::Num(numbers) if numbers[row].is_nan() => String::new(),
        Values::Num(numbers) => numbers[row].to_string(),
        Values::Count(counts) => counts[row].to_string(),
        Values::Text(words) => words[row].clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake;

    #[test]
    fn the_summary_has_a_row_for_every_regime_and_outcome() {
        let study = fake::study(&fake::NINE[..2]);
        let table = summary(&study, &fake::results(&study, 8));
        assert_eq!(table.rows(), 2 * study.columns.len());
        let csv = String::from_utf8(to_csv(&table).expect("in memory")).expect("text");
        assert!(
            csv.starts_with(
                "regime,baseline,outcome,segment,unit,count,pairs,mean,diff,mc_lo,mc_hi,world_p05"
            )
        );
    }

    #[test]
    fn numbers_survive_csv_and_nothing_is_empty() {
        let table =
            Table::new("t", vec![(Field::new("x", "", ""), Values::Num(vec![0.1 + 0.2, f64::NAN, -0.0]))]);
        let text = String::from_utf8(to_csv(&table).expect("in memory")).expect("text");
        assert_eq!(text, "x\n0.30000000000000004\n\"\"\n-0\n");
    }

    #[test]
    fn outcomes_stream_in_replication_order() {
        let study = fake::study(&fake::NINE[..2]);
        let mut collected = fake::collected(&study, 300);
        let block = collected.spool.block(1).expect("read");
        let rows = outcome_rows(&study, &block);
        let Values::Count(numbers) = &rows[0] else { panic!("numbers come first") };
        assert_eq!((numbers.len(), &numbers[..3]), (88, &[256, 256, 257][..]));
        assert_eq!(rows.len(), outcome_fields(&study).len());
    }

    #[test]
    fn a_part_of_the_market_stands_in_brackets() {
        let study = fake::study(&["none"]);
        let names: Vec<String> = study.columns.iter().map(column_name).collect();
        assert!(names.contains(&"harm".to_owned()) && names.contains(&"survival[small]".to_owned()));
    }
}
