//! What care prevents: breach functions of Gordon and Loeb (2002), *ACM TISSEC* 5:438, and the exponential of the theory.

use crate::law::causation::Prevention;
use crate::math;
use crate::scenario::market::{Breach, Care};

/// The share of flaws that a level of care leaves, `m(level)`, with `m(0) = 1`.
#[derive(Clone, Copy, Debug)]
pub struct Technology {
    breach: Breach,
    productivity: f64,
}

impl Technology {
    /// The technologies of design, testing and response care.
    pub fn of(care: &Care) -> [Technology; 3] {
        // Class II is an exponential by another name: v^(productivity·level).
        let rate = match care.breach {
            Breach::GordonLoeb2 if care.vulnerability > 0.0 => -math::ln(care.vulnerability),
            _ => 1.0,
        };
        [care.productivity_design, care.productivity_testing, care.productivity_response]
            .map(|productivity| Technology { breach: care.breach, productivity: rate * productivity })
    }

    /// `m(level)`.
    #[inline]
    pub fn residual(&self, level: f64) -> f64 {
        match self.breach {
            Breach::Exponential | Breach::GordonLoeb2 => math::exp(-self.productivity * level),
            Breach::GordonLoeb1 if self.productivity == 1.0 => 1.0 / (1.0 + level),
            Breach::GordonLoeb1 => math::pow(1.0 + level, -self.productivity),
        }
    }

    /// The level that leaves a share of flaws: `m⁻¹(share)`, 0 for shares of 1 and more.
    pub fn level_for(&self, share: f64) -> f64 {
        if share >= 1.0 {
            return 0.0;
        }
        match self.breach {
            Breach::Exponential | Breach::GordonLoeb2 => -math::ln(share) / self.productivity,
            Breach::GordonLoeb1 if self.productivity == 1.0 => 1.0 / share - 1.0,
            Breach::GordonLoeb1 => math::pow(share, -1.0 / self.productivity) - 1.0,
        }
    }

    /// The level that minimises `cost·level + stake·m(level)`, in closed form; 0 where care does not pay.
    ///
    /// Exponential: `ln(κ·stake/cost)/κ` (Shavell 1980). Class I: `(β·stake/cost)^(1/(1+β)) − 1`.
    pub fn optimum(&self, cost: f64, stake: f64) -> f64 {
        let gain = self.productivity * stake / cost;
        if gain <= 1.0 {
            return 0.0;
        }
        match self.breach {
            Breach::Exponential | Breach::GordonLoeb2 => math::ln(gain) / self.productivity,
            Breach::GordonLoeb1 if self.productivity == 1.0 => math::sqrt(gain) - 1.0,
            Breach::GordonLoeb1 => math::pow(gain, 1.0 / (1.0 + self.productivity)) - 1.0,
        }
    }
}

impl Prevention for Technology {
    fn intensity(&self, care: f64) -> f64 {
        self.residual(care)
    }

    fn log_slope(&self, care: f64) -> f64 {
        match self.breach {
            Breach::Exponential | Breach::GordonLoeb2 => -self.productivity,
            Breach::GordonLoeb1 => -self.productivity / (1.0 + care),
        }
    }

    fn is_log_linear(&self) -> bool {
        self.breach != Breach::GordonLoeb1
    }
}
