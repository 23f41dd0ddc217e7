//! Who pays which part of an award when a supplier's component let the harm happen.

use super::rule::{AXES, Rule};
use super::standard::Origin;
use crate::lever::Lever;
use crate::{choices, lever};

choices! {
    /// How several parties answer.
    pub enum Sharing {
        /// All liability is channelled to the maker.
        Channelled = "channelled",
        /// Each answers for its share only.
        Several = "several",
        /// Each answers for the whole, with contribution; an empty pocket falls on the others.
        Joint = "joint",
    }
}

/// Apportionment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Apportionment {
    /// Channelled, several or joint.
    pub sharing: Sharing,
    /// The component supplier's share of an award for a component flaw.
    pub supplier_share: f64,
}

impl Apportionment {
    /// The shares of maker and supplier in an award.
    #[must_use]
    pub fn shares(&self, origin: Origin) -> [f64; 2] {
        let supplier = match (self.sharing, origin) {
            (Sharing::Several | Sharing::Joint, Origin::Component) => self.supplier_share,
            _ => 0.0,
        };
        [1.0 - supplier, supplier]
    }

    /// The part of an award that the maker must expect to bear, if the supplier will pay `supplier_pays` (0–1) of its own.
    #[must_use]
    pub fn maker_bears(&self, origin: Origin, supplier_pays: f64) -> f64 {
        let [maker, supplier] = self.shares(origin);
        match self.sharing {
            Sharing::Joint => maker + supplier * (1.0 - supplier_pays),
            Sharing::Channelled | Sharing::Several => maker,
        }
    }
}

/// One who answers for an award.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Party {
    /// Its share; the shares of all sum to 1.
    pub share: f64,
    /// What it can pay, EUR.
    pub assets_eur: f64,
}

/// Who pays an award.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paid<const N: usize> {
    /// Each party's payment, EUR.
    pub by_eur: [f64; N],
    /// What stays with the victims, EUR.
    pub uncollected_eur: f64,
}

/// Lays an award on parties who may be insolvent.
///
/// Several: `L_i = min(y_i, r_i·h)`. Joint: what one cannot pay falls on the others, by their shares, as long as
/// they can; for two, `L_i = min(y_i, r_i·h + (r_j·h − y_j)⁺)`. A channelled award is several with the whole
/// share on one. Kornhauser and Revesz (1990), *Journal of Legal Studies* 19.
#[must_use]
pub fn apportion<const N: usize>(sharing: Sharing, award_eur: f64, parties: &[Party; N]) -> Paid<N> {
    let mut by_eur = parties.map(|party| party.assets_eur.max(0.0).min(party.share * award_eur));
    if sharing == Sharing::Joint {
        // Each round closes the award or empties a pocket.
        for _ in 1..N {
            let owed = award_eur - by_eur.iter().sum::<f64>();
            let able = |i: usize| by_eur[i] < parties[i].assets_eur;
            let shares = (0..N).filter(|&i| able(i)).map(|i| parties[i].share).sum::<f64>();
            if owed <= 0.0 || shares <= 0.0 {
                break;
            }
            let more = std::array::from_fn::<f64, N, _>(|i| {
                if able(i) { owed * parties[i].share / shares } else { 0.0 }
            });
            for i in 0..N {
                by_eur[i] = (by_eur[i] + more[i]).min(parties[i].assets_eur.max(0.0));
            }
        }
    }
    Paid { by_eur, uncollected_eur: (award_eur - by_eur.iter().sum::<f64>()).max(0.0) }
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "apportionment.sharing" => apportionment.sharing, choice(Sharing, Sharing::Channelled) "", axes AXES, id "L01, L06",
        effect "compensation_rate", "Channelled to the maker, several, or joint and several with contribution."),
    lever!(Rule, "apportionment.supplier_share" => apportionment.supplier_share, num(0.0, 1.0, 0.0) "share", axes AXES, id "L02",
        effect "liability_paid", "The component supplier's share of an award for a component flaw."),
];
