//! Which outcomes are shown first, by the keys of the registry. A column a study lacks is not shown.

use caveat::outcome::Outcome;

use crate::study::Study;

/// An outcome to show.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Key in the registry.
    pub key: &'static str,
    /// Key of an outcome of the same mean with less luck in it, from which a study that has it takes the mean and its differences.
    pub steadier: Option<&'static str>,
    /// For which part of the market.
    pub segment: &'static str,
    /// What the column is called.
    pub label: &'static str,
    /// Whether its change is told in per cent of the baseline.
    pub relative: bool,
}

impl Shown {
    /// Where its mean and its differences stand among the columns of a study.
    pub fn find(&self, study: &Study) -> Option<usize> {
        let steadier = self.steadier.and_then(|key| study.position(key, self.segment));
        steadier.or_else(|| self.happened(study))
    }

    /// Where what happened stands among them: quantiles, tails and the share of histories in which a regime does better.
    pub fn happened(&self, study: &Study) -> Option<usize> {
        study.position(self.key, self.segment)
    }
}

const fn shown(key: &'static str, segment: &'static str, label: &'static str) -> Shown {
    Shown { key, steadier: None, segment, label, relative: false }
}

const fn relative(key: &'static str, label: &'static str) -> Shown {
    Shown { key, steadier: None, segment: "all", label, relative: true }
}

/// The unit of an outcome, with what is counted where the unit alone does not say it: `launches per 100 makers a year`.
pub fn with_noun(outcome: &Outcome) -> String {
    match outcome.unit.starts_with("per ") {
        true => format!("{} {}", outcome.title.to_lowercase(), outcome.unit),
        false => outcome.unit.to_owned(),
    }
}

/// Social loss from incidents: as expected given the state of the world where that is looked at, for a few campaigns make most of what
/// happens.
pub const HARM: Shown = Shown { steadier: Some("harm_expected"), ..HAPPENED };
/// Social loss from the incidents that happened.
pub const HAPPENED: Shown = shown("harm", "all", "harm");
/// What buyers pay.
pub const PRICE: Shown = relative("price", "price");
/// What buyers pay, less what they value in what is new.
pub const QUALITY_PRICE: Shown = relative("quality_adjusted_price", "quality-adjusted price");
/// What liability costs makers by unit.
pub const UNIT_COST: Shown = shown("liability_unit_cost", "all", "unit cost of liability");
/// What makers launch.
pub const INNOVATION: Shown = shown("launches", "all", "innovation");
/// What launches bring.
pub const QUALITY: Shown = shown("quality_growth", "all", "quality growth");
/// What victims receive.
pub const COMPENSATION: Shown = shown("compensation_rate", "all", "compensation");
/// What everybody but attackers gains.
pub const WELFARE: Shown = Shown { steadier: Some("welfare_expected"), ..shown("welfare", "all", "welfare") };
/// The same without what buyers gain from choice alone, a term of the logit that some do not count.
pub const WITHOUT_VARIETY: Shown = Shown {
    steadier: Some("welfare_expected_without_variety"),
    ..shown("welfare_without_variety", "all", "welfare without variety")
};
/// Who is in a safe harbour.
pub const HARBOUR: Shown = shown("harbour_share", "all", "makers in the safe harbour");
/// Who has insurance cover.
pub const COVER: Shown = shown("insurance_take_up", "all", "makers with cover");
/// Claims still open when the run-off ends.
pub const UNSETTLED: Shown = shown("open_claims", "all", "unsettled");

/// What no interval has of the luck there is: it is that of innovation above all (docs/limits.md).
pub const TAUGHT: &str = "the luck of the runs that teach makers beforehand, which all replications share";

/// What pass-through is.
pub const PASS_THROUGH: &str = "change in price over change in the expected unit cost of liability, compliance and cover; – where \
                                that cost does not change measurably, or is less than a third of the change in price, which \
                                then comes from care, support or buyers";

/// The three headlines.
pub const HEADLINES: [Shown; 3] = [HARM, PRICE, INNOVATION];

/// What regimes are ranked by where assumptions are moved: the headlines and welfare.
pub const RANKED: [Shown; 4] = [HARM, PRICE, INNOVATION, WELFARE];

/// What stands beside them in the table.
pub const BESIDE: [Shown; 3] = [COMPENSATION, shown("survival", "small", "small makers"), WELFARE];

/// What is left of harm on its way to victims, step by step, as shares of harm.
pub const FUNNEL: [Shown; 6] = [
    shown("recoverable_share", "all", "recoverable in law"),
    shown("attributable_share", "all", "traced to a defendant"),
    shown("claimed_share", "all", "claimed"),
    shown("found_share", "all", "liability found or settled"),
    shown("collected_share", "all", "collected"),
    shown("compensation_rate", "all", "received, net of costs"),
];

#[cfg(test)]
mod tests {
    use caveat::outcome::Column;

    use super::*;
    use crate::fake::{NINE, study};

    #[test]
    fn what_is_expected_goes_before_what_happened_where_it_is_known() {
        let mut study = study(&NINE[..2]);
        let realised = HARM.find(&study).expect("harm");
        assert_eq!(study.columns[realised].outcome.key, "harm");
        let expected = Outcome::find("harm_expected").expect("registered");
        study.columns.push(Column { outcome: expected, ..study.columns[realised].clone() });
        assert_eq!(HARM.find(&study), Some(study.columns.len() - 1));
        assert_eq!((HAPPENED.find(&study), HARM.happened(&study)), (Some(realised), Some(realised)));
    }

    #[test]
    fn every_outcome_shown_is_in_the_registry() {
        for shown in HEADLINES.iter().chain(&BESIDE).chain(&FUNNEL).chain([
            &UNSETTLED,
            &HARBOUR,
            &COVER,
            &QUALITY_PRICE,
            &UNIT_COST,
            &QUALITY,
            &WITHOUT_VARIETY,
        ]) {
            for key in [Some(shown.key), shown.steadier].into_iter().flatten() {
                assert!(Outcome::find(key).is_some(), "{key}");
            }
        }
    }
}
