//! How much a market asks of the machine: the memory of a replication, and the flaws that it and calibration look at every month.

use super::market::{AccidentCount, Market};

/// Mean lives of a device after which a release is scrapped: all but 3 % of its devices are gone.
const STOCK_LIVES: f64 = 3.5;

/// Bytes of a maker, a release and a flaw, with what is kept beside them: at least those of their rows, which a test holds.
pub const BYTES: [f64; 3] = [1_800.0, 480.0, 256.0];

/// Worlds that a replication keeps: the trunk until the announcement, and the branch that is simulated.
const WORLDS: f64 = 2.0;

/// What is expected if nobody takes care.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Load {
    /// Makers, potential entrants included.
    pub makers: f64,
    /// Memory of one replication, in million bytes.
    pub megabytes: f64,
    /// Flaws × months of one replication under one regime.
    pub flaw_months: f64,
    /// Flaws of one maker × months: calibration plays a number of makers that does not depend on how many there are.
    pub flaw_months_a_maker: f64,
}

impl Load {
    /// Of a market.
    pub(super) fn of(market: &Market) -> Load {
        let clock = &market.clock;
        let months = clock.burn_in_months + clock.horizon_months;
        let founders: f64 = market.sizes.iter().map(|size| size.count).sum();
        let makers = founders + market.entry.slots * months;
        let (releases, a_maker, shared) = match market.accident.count {
            AccidentCount::Lifecycle => {
                let (releases, flaws) = a_maker(market);
                (releases, flaws, of_components(market))
            }
            _ => (0.0, 0.0, 0.0),
        };
        let flaws = founders * a_maker + shared;
        let [of_maker, of_release, of_flaw] = BYTES;
        let bytes = makers * of_maker + founders * releases * of_release + flaws * of_flaw;
        Load {
            makers,
            megabytes: WORLDS * bytes / 1e6,
            flaw_months: flaws * (months + clock.run_off_months),
            flaw_months_a_maker: (a_maker + shared / makers.max(1.0)) * months,
        }
    }
}

/// Releases of a maker with devices in use, and their exploitable flaws: those of the one on sale, of a stock's life of others, and of its
/// updates.
fn a_maker(market: &Market) -> (f64, f64) {
    let (care, launches) = (&market.care, market.innovation.launches_per_year);
    let own = care.flaws_design + care.flaws_testing;
    let categories = market.categories.rows.iter().map(|row| {
        let years = STOCK_LIVES * row.life_years;
        let releases = 1.0 + launches * years;
        let flaws = row.complexity * (releases * own + years * care.flaws_response);
        [row.maker_share * releases, row.maker_share * flaws * market.threat.ever_exploited]
    });
    categories.fold((0.0, 0.0), |(releases, flaws), [more_releases, more_flaws]| {
        (releases + more_releases, flaws + more_flaws)
    })
}

/// Exploitable flaws of shared components that live at a time, over the life of a stock.
fn of_components(market: &Market) -> f64 {
    let years = market.categories.rows.iter().map(|row| row.maker_share * STOCK_LIVES * row.life_years);
    let a_year: f64 = market.components.rows.iter().map(|component| component.flaws_per_year).sum();
    a_year * market.threat.ever_exploited * years.sum::<f64>()
}

/// The lever that brings most flaws to a market, and most of them to a maker.
pub(super) fn of_flaws(market: &Market) -> String {
    let complex = market.categories.iter().max_by(|(_, a), (_, b)| a.complexity.total_cmp(&b.complexity));
    if let Some((name, _)) = complex.filter(|(_, row)| row.complexity > UNUSUAL) {
        return format!("category.{name}.complexity");
    }
    let care = &market.care;
    let components = market.components.iter();
    let components =
        components.map(|(name, row)| (format!("component.{name}.flaws_per_year"), row.flaws_per_year));
    let prongs = [
        ("care.flaws_design", care.flaws_design),
        ("care.flaws_testing", care.flaws_testing),
        ("care.flaws_response", care.flaws_response),
    ];
    let prongs = prongs.map(|(path, count)| (path.to_owned(), count));
    let most = components.chain(prongs).max_by(|a, b| a.1.total_cmp(&b.1));
    most.map(|(path, _)| path).unwrap_or_default()
}

/// Complexity beyond which it is that which makes flaws many.
const UNUSUAL: f64 = 10.0;
