//! What ties a loss to a defendant: attribution, and whether the breach must have made the difference.

use super::rule::{AXES, Rule};
use super::standard::{Chance, Standard};
use crate::lever::Lever;
use crate::math::{exp, mean_over_unit, norm_cdf, norm_quantile};
use crate::{choices, lever};

choices! {
    /// What a breach must have caused.
    pub enum Link {
        /// A breach carries the whole harm (Shavell 1980).
        Full = "full",
        /// Only harm that due care would have prevented (Grady 1983; Kahan 1989).
        ButFor = "but_for",
    }
}

/// Causation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Causation {
    /// Full or but-for.
    pub link: Link,
    /// Probability that a loss is traced to the product that let it happen.
    pub attribution: f64,
    /// Probability that a court lets the attacker's crime break the chain of causation.
    pub crime_breaks: f64,
}

/// How care prevents flaws of one origin: care `x` leaves those whose arrival is below `λ(x)`, a falling function.
pub trait Prevention {
    /// `λ(care)`, in any unit.
    fn intensity(&self, care: f64) -> f64;
    /// `λ'(care)/λ(care)`, per unit of care level.
    fn log_slope(&self, care: f64) -> f64;
    /// Is `ln λ` a straight line? Then means over the court's error have a closed form.
    fn is_log_linear(&self) -> bool {
        false
    }
}

impl Causation {
    /// Is a loss traced to the product? By a uniform in (0, 1).
    #[must_use]
    pub fn traces(&self, attribution: f64) -> bool {
        attribution < self.attribution
    }

    /// Is a loss traced to the product, and no crime between them an excuse? Both by uniforms in (0, 1).
    #[must_use]
    pub fn holds(&self, attribution: f64, crime: f64) -> bool {
        self.traces(attribution) && crime >= self.crime_breaks
    }

    /// The chance of that.
    #[must_use]
    pub fn chance(&self) -> f64 {
        self.attribution * (1.0 - self.crime_breaks)
    }
}

/// Share of the flaws left by `care` that the care `demanded` would have prevented: `(1 − λ(demanded)/λ(care))⁺`.
///
/// Kahan (1989), *Journal of Legal Studies* 18: with damages limited to what the breach caused, liability falls
/// to zero without a jump as care rises to due care.
#[must_use]
pub fn preventable(demanded: f64, care: f64, technology: &impl Prevention) -> Chance {
    if demanded <= care {
        return Chance::NEVER;
    }
    let left = technology.intensity(demanded) / technology.intensity(care);
    Chance { value: 1.0 - left, slope: technology.log_slope(care) * left }
}

/// The chance that a court finds a breach and that the flaw is one that the care it demanded would have
/// prevented: the mean of [`preventable`] over the court's error.
///
/// The slope uses `d/dx E[(1 − λ(f)/λ(x))⁺] = λ'(x)/λ(x)·E[λ(f)/λ(x); f > x]`: the integrand vanishes at `f = x`.
#[must_use]
pub fn breach_and_cause(standard: &Standard, due: f64, care: f64, technology: &impl Prevention) -> Chance {
    if standard.error() == 0.0 {
        return preventable(due, care, technology);
    }
    let breach = standard.breach(due, care).value;
    if breach == 0.0 {
        return Chance::NEVER;
    }
    let left = left_by_demanded(standard, due, care, breach, technology) / technology.intensity(care);
    Chance { value: (breach - left).max(0.0), slope: technology.log_slope(care) * left }
}

/// `E[λ(f); f > care]` over the level `f = due + σ·ε` that the court demands.
///
/// For `λ = e^(a − κx)`: `λ(due)·e^(κ²σ²/2)·Φ((due − care)/σ − κσ)`. Else by quadrature over the errors that
/// make a breach.
fn left_by_demanded(
    standard: &Standard,
    due: f64,
    care: f64,
    breach: f64,
    technology: &impl Prevention,
) -> f64 {
    /// Beyond this `e^(κ²σ²/2)` meets a vanishing tail.
    const MOST_SPREAD: f64 = 5.0;
    let spread = -technology.log_slope(due) * standard.error();
    if technology.is_log_linear() && spread < MOST_SPREAD {
        let z = (due - care) / standard.error();
        return technology.intensity(due) * exp(0.5 * spread * spread) * norm_cdf(z - spread);
    }
    let demanded = |u: f64| standard.found(due, -norm_quantile(u * breach));
    breach * mean_over_unit(|u| technology.intensity(demanded(u)))
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "causation.link" => causation.link, choice(Link, Link::Full) "", axes AXES, id "L11",
        effect "liability_paid", "Whether a breach carries all harm, or only the harm due care would have prevented."),
    lever!(Rule, "causation.attribution" => causation.attribution, num(0.0, 1.0, 1.0) "probability", axes AXES, id "L12",
        effect "liability_paid", "Probability that a loss is traced to a product."),
    lever!(Rule, "causation.crime_breaks" => causation.crime_breaks, num(0.0, 1.0, 0.0) "probability", axes AXES, id "L12",
        effect "liability_paid", "Probability that a court lets the attacker's crime break the chain of causation."),
];
