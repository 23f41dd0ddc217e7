//! Payments that a compromised device makes a maker expect: of those to be sold, and of those in use, whose design and testing are
//! sunk unless they are flows.

use super::{Branch, COMPONENTS, Case, Contingents, RESPONSE};
use crate::decisions::care::Contingent;
use crate::law::standard::Origin;
use crate::world::{Exposure, SOURCES, Term, source_of};

impl<'a> Case<'a> {
    pub(super) fn sunk(&self, exposure: &Exposure) -> [f64; SOURCES] {
        let care = [self.embodied[0], self.embodied[1], 0.0];
        std::array::from_fn(
            |source| if source == RESPONSE { 0.0 } else { self.payment(exposure, source, care) },
        )
    }

    /// Devices in use that are believed to be compromised in a year through one source, by the care that is chosen now, but for what haste
    /// of the response saves.
    pub(super) fn stock_hits(&self, source: usize, care: [f64; 3]) -> f64 {
        let flows = self.flows && source < RESPONSE;
        self.stock[source] * if flows { self.scene.setting.residual(source, care[source]) } else { 1.0 }
    }

    /// What care leaves of the flaws that are found and fixed, by prong. Design and testing care that is a flow keeps attackers off them,
    /// but takes none out.
    pub(in crate::decisions) fn left_to_be_found(&self, care: [f64; 3]) -> [f64; 3] {
        let stay = |prong: usize| self.flows && prong < RESPONSE;
        std::array::from_fn(
            |prong| {
                if stay(prong) { 1.0 } else { self.scene.setting.residual(prong, care[prong]) }
            },
        )
    }

    /// Expected payment for a device in use that is compromised through one source, by the care that is chosen now, EUR.
    pub(super) fn stock_payment(&self, branch: Branch, source: usize, care: [f64; 3]) -> f64 {
        if source == RESPONSE || self.flows {
            return self.payment(self.of_stock(branch), source, care);
        }
        let stock = self.stock_branch(branch);
        let (sheltered, short) = (stock.sheltered, stock.below && self.stakes.stock.breached.is_some());
        self.sunk[if sheltered { 1 } else { 2 * usize::from(short) }][source]
    }

    /// Payments for the devices in use.
    pub(super) fn of_stock(&self, branch: Branch) -> &'a Exposure {
        self.stock_branch(branch).of(&self.stakes.stock)
    }

    /// The branch of the devices in use. Where they embody care, what is chosen now shelters none that was not validated, and of the law's
    /// floors only that of the response can still be met or missed.
    fn stock_branch(&self, branch: Branch) -> Branch {
        if self.flows {
            return branch;
        }
        Branch {
            sheltered: branch.sheltered && self.validated,
            below: self.made_short || branch.below && self.respond_now > 0.0,
            ..branch
        }
    }

    /// Collects in `terms`, a long list to move, those of an exposure for one source, weighted by the hits at zero care and by what a
    /// euro of payments weighs. A defect of a component is beyond the maker's care.
    pub(super) fn collect(
        &self,
        exposure: &Exposure,
        source: usize,
        (hits, kept): (f64, f64),
        terms: &mut Contingents<'a>,
    ) {
        let mine = exposure.terms.iter().filter(|term| source_of(term.origin) == source);
        let weight = hits * kept;
        let swing = |term: &Term| term.swing * weight + term.orders * hits;
        terms.extend(mine.map(|term| Contingent { swing: swing(term), ..self.term(term) }));
        terms.retain(|term| source != COMPONENTS || term.rule.standard.by_fault(Origin::Component));
    }

    pub(super) fn term(&self, term: &Term) -> Contingent<'a> {
        let rule = self.scene.law.rule(term.cell);
        let due = self.world.due(self.scene, &rule.standard, self.firm, term.origin);
        let made_with = match term.origin {
            Origin::Component => self.scene.setting.component_care(&self.world.supply.care),
            _ => 0.0,
        };
        Contingent { made_with, ..Contingent::new(rule, term.origin, due, term.swing) }
    }

    /// Expected payment for a device compromised through one source, by the care of its maker, EUR.
    pub(super) fn payment(&self, exposure: &Exposure, source: usize, care: [f64; 3]) -> f64 {
        let prong = if source == COMPONENTS { 1 } else { source };
        let technology = self.scene.setting.technology(prong);
        let of_source = exposure.terms.iter().filter(|term| source_of(term.origin) == source);
        let contingent =
            of_source.map(|term| term.swing * self.term(term).chance(care[prong], &technology).value);
        exposure.constant[source] + contingent.sum::<f64>()
    }

    /// What a year of the devices in use would cost if care were customary: all that an insurer sees that rates by class.
    pub(super) fn payments_at_custom(&self, exposure: &Exposure) -> f64 {
        let (setting, custom) = (self.scene.setting, self.world.experience.custom);
        let devices = self.firm.raw * self.world.in_use(self.scene, self.firm.category);
        let of = |source: usize| {
            let prevented = if source < 2 { setting.residual(source, custom[source]) } else { 1.0 };
            let left = prevented * setting.left_by_response(source, custom[RESPONSE]);
            self.rates[source] * devices * left * self.payment(exposure, source, custom)
        };
        (0..SOURCES).map(of).sum()
    }
}
