//! Whether the sides settle before trial, and for how much.
//!
//! Both know the verdict that the proven facts would bring; they differ about the chance `p` of proving them.
//! Each side's belief is `p` plus an error, uniform and symmetric, whose standard deviation is
//! `procedure.belief_error` but which leads at most half of the way to certainty. So beliefs average to `p`, no side
//! is surer than certain, no settlement is negative, and the sum of the two errors is symmetric given their
//! difference: what a settlement is worth on average does not depend on whether there is one.
//!
//! Landes (1971), *Journal of Law and Economics* 14; Gould (1973), *Journal of Legal Studies* 2; Shavell (1982), ibid. 11.

use super::procedure::Procedure;
use super::schedule::Moments;

/// What each side believes of the plaintiff's chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beliefs {
    /// The plaintiff's belief.
    pub plaintiff: f64,
    /// The defendant's belief.
    pub defendant: f64,
}

impl Procedure {
    /// Half the width of each side's error about a chance `p_win`.
    fn belief_reach(&self, p_win: f64) -> f64 {
        const SQRT_3: f64 = 1.732_050_807_568_877_2;
        (SQRT_3 * self.belief_error).min(0.5 * p_win.min(1.0 - p_win))
    }

    /// The sides' beliefs about a chance `p_win`, by uniforms in (0, 1) for plaintiff and defendant.
    #[must_use]
    pub fn beliefs(&self, p_win: f64, [plaintiff, defendant]: [f64; 2]) -> Beliefs {
        let belief = |u: f64| p_win + self.belief_reach(p_win) * (2.0 * u - 1.0);
        Beliefs { plaintiff: belief(plaintiff), defendant: belief(defendant) }
    }

    /// The greatest judgment over which the sides settle, EUR; −∞ where settling is not allowed.
    ///
    /// They settle iff a trial costs both together at least what they disagree about:
    /// `(p_P − p_D)·(J + shifted) ≤ c_P + c_D`. Under the American rule nothing is shifted.
    #[must_use]
    pub fn settles_up_to_eur(&self, beliefs: Beliefs) -> f64 {
        let stake = self.stake();
        let optimism = beliefs.plaintiff - beliefs.defendant;
        if !self.settlement {
            f64::NEG_INFINITY
        } else if optimism <= 0.0 {
            f64::INFINITY
        } else {
            stake.both_eur / optimism - stake.shifted_eur
        }
    }

    /// The sum for which claims over these judgments settle, EUR: half-way between the least that the plaintiff would
    /// take and the most that the defendant would give, `(p_P + p_D)/2·(J + shifted) + (defendant − plaintiff)/2` each.
    #[must_use]
    pub fn settlement_eur(&self, beliefs: Beliefs, claims: &Moments) -> f64 {
        let stake = self.stake();
        let mean = 0.5 * (beliefs.plaintiff + beliefs.defendant);
        mean * (claims.first_eur + stake.shifted_eur * claims.count)
            + 0.5 * (stake.defendant_eur - stake.plaintiff_eur) * claims.count
    }

    /// The settlement of one claim over a judgment, EUR; `None` if it goes to trial.
    #[must_use]
    pub fn settle(&self, beliefs: Beliefs, judgment_eur: f64) -> Option<f64> {
        (judgment_eur <= self.settles_up_to_eur(beliefs))
            .then(|| self.settlement_eur(beliefs, &Moments::of(judgment_eur)))
    }

    /// The chance that the sides settle over a judgment, before their beliefs are known.
    ///
    /// The difference of two such errors is triangular on `[−2r, 2r]`; with `v = (c_P + c_D)/(2r·(J + shifted))` below 1,
    /// `P = 1 − (1 − v)²/2`. The settlement is worth, on average, [`Self::settlement_eur`] of beliefs that are true.
    #[must_use]
    pub fn settlement_chance(&self, p_win: f64, judgment_eur: f64) -> f64 {
        if !self.settlement {
            return 0.0;
        }
        let stake = self.stake();
        let disputed = 2.0 * self.belief_reach(p_win) * (judgment_eur + stake.shifted_eur);
        if disputed <= stake.both_eur {
            return 1.0;
        }
        let left = 1.0 - stake.both_eur / disputed;
        1.0 - 0.5 * left * left
    }

    /// Variance of the mean of the two beliefs.
    pub(super) fn belief_variance(&self, p_win: f64) -> f64 {
        let reach = self.belief_reach(p_win);
        reach * reach / 6.0
    }
}
