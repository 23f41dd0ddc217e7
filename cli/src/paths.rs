//! Monthly paths: means and bands for plots, and panels for those who want every month.

use caveat::experiment::compare::{PATHS, RegimeRun};
use caveat::experiment::summary::{mean, quantile, sorted};
use caveat::table::{Field, Table, Values};

use crate::study::Study;
use crate::tables::{PARQUET_ONLY, of_market};

/// Replications that bands are drawn from: enough for a 5 % quantile, few enough to stay in memory.
pub const REPLICATIONS: usize = 512;

/// Paths of the first finished replications.
#[derive(Debug, Default)]
pub struct Paths {
    runs: Vec<Vec<Vec<f64>>>,
}

/// Mean and band of a path in one month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Mean over replications.
    pub mean: f64,
    /// 5 % quantile.
    pub p05: f64,
    /// 95 % quantile.
    pub p95: f64,
}

impl Paths {
    /// Keeps the paths of a finished replication, while there is room.
    pub fn keep(&mut self, runs: &[RegimeRun]) {
        if self.runs.len() < REPLICATIONS {
            self.runs.push(runs.iter().map(|run| run.paths.clone()).collect());
        }
    }

    /// How many replications were kept.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Whether none was kept.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Mean and band of a path under a regime, month by month, over the last `window` months.
    pub fn bands(&self, regime: usize, path: usize, months: usize, window: usize) -> Vec<Band> {
        let smooth: Vec<Vec<f64>> =
            self.runs.iter().map(|runs| trailing(&runs[regime], path, months, window)).collect();
        (0..months)
            .map(|month| {
                let values = smooth.iter().map(|run| run[month]);
                let values: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
                let average = mean(&values);
                let ranked = sorted(values);
                Band { mean: average, p05: quantile(&ranked, 0.05), p95: quantile(&ranked, 0.95) }
            })
            .collect()
    }

    /// One row a regime and month.
    pub fn table(&self, study: &Study) -> Table {
        let months = study.months();
        let rows = |each: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            (0..study.regimes.len())
                .flat_map(|regime| (0..months).map(move |month| (regime, month)))
                .map(|(r, m)| each(r, m))
                .collect()
        };
        let names = study.regimes.iter().flat_map(|regime| std::iter::repeat_n(regime.name.clone(), months));
        let mut columns = vec![
            (Field::new("regime", "", "The regime."), Values::Text(names.collect())),
            (
                Field::new("month", "months", "Months since the announcement; burn-in is negative."),
                Values::Num(rows(&|_, month| month as f64 - study.burn_in_months as f64)),
            ),
        ];
        for (path, meaning) in PATHS.iter().enumerate() {
            let bands: Vec<Vec<Band>> =
                (0..study.regimes.len()).map(|regime| self.bands(regime, path, months, 1)).collect();
            for (statistic, pick) in STATISTICS {
                let field = Field::new(
                    format!("{}_{statistic}", meaning.key),
                    meaning.unit,
                    format!("{}, by month.", meaning.title),
                )
                .cohort("month")
                .formula(format!("{statistic} over the first {} replications", self.len()));
                columns.push((field, Values::Num(rows(&|regime, month| pick(&bands[regime][month])))));
            }
        }
        Table::new("paths", columns)
    }
}

/// A path of one run as means over the last `window` months, or as many as there are yet.
fn trailing(run: &[f64], path: usize, months: usize, window: usize) -> Vec<f64> {
    let monthly: Vec<f64> = (0..months).map(|month| run[month * PATHS.len() + path]).collect();
    (0..months).map(|month| mean(&monthly[(month + 1).saturating_sub(window)..=month])).collect()
}

type Pick = fn(&Band) -> f64;

const STATISTICS: [(&str, Pick); 3] =
    [("mean", |band| band.mean), ("p05", |band| band.p05), ("p95", |band| band.p95)];

/// The columns of a panel: one row a replication, regime and month.
pub fn panel_fields(study: &Study) -> Vec<Field> {
    let mut fields = vec![
        Field::new("replication", "", format!("Number of the replication. {PARQUET_ONLY}")),
        Field::new("regime", "", "The regime."),
        Field::new("month", "months", "Months since the announcement; burn-in is negative."),
    ];
    fields.extend(
        PATHS.iter().map(|path| {
            Field::new(path.key, path.unit, format!("{}, by month.", path.title)).cohort("month")
        }),
    );
    fields.push(of_market(study, 0).0);
    fields
}

/// The rows of a panel for one replication.
pub fn panel_rows(study: &Study, replication: u64, runs: &[RegimeRun]) -> Vec<Values> {
    let (months, rows) = (study.months(), study.months() * runs.len());
    let names = study.regimes.iter().flat_map(|regime| std::iter::repeat_n(regime.name.clone(), months));
    let calendar =
        (0..runs.len()).flat_map(|_| (0..months).map(|month| month as f64 - study.burn_in_months as f64));
    let mut columns = vec![
        Values::Count(vec![replication; rows]),
        Values::Text(names.collect()),
        Values::Num(calendar.collect()),
    ];
    columns.extend((0..PATHS.len()).map(|path| {
        Values::Num(
            runs.iter().flat_map(|run| run.paths.iter().skip(path).step_by(PATHS.len()).copied()).collect(),
        )
    }));
    columns.push(of_market(study, rows).1);
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{NINE, collected, study};

    #[test]
    fn the_dictionary_says_how_many_replications_were_kept() {
        let study = study(&NINE[..2]);
        let table = collected(&study, 7).paths.table(&study);
        let formula = &table.fields.last().expect("a column").formula;
        assert!(formula.ends_with("over the first 7 replications"), "{formula}");
    }

    #[test]
    fn a_trailing_mean_looks_back_only() {
        let run: Vec<f64> = [1.0, 3.0, 5.0, 100.0].iter().flat_map(|value| [*value; PATHS.len()]).collect();
        assert_eq!(trailing(&run, 0, 4, 2), [1.0, 2.0, 4.0, 52.5]);
        assert_eq!(trailing(&run, 1, 4, 1), [1.0, 3.0, 5.0, 100.0]);
    }
}
