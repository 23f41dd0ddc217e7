//! Which part of an award a maker must expect to bear itself, when others in the chain answer too and may be insolvent.

use crate::law::apportionment::{Apportionment, Chain, MAKER, PARTIES, SELLER, Share, UPSTREAM, bears};
use crate::law::rule::Rule;
use crate::law::standard::Origin;
use crate::law::subjects::ComponentMaker;
use crate::scenario::market::Component;
use crate::world::Setting;

/// What is expected to be awarded for a compromised device.
#[derive(Clone, Copy, Debug)]
pub(super) struct Awarded {
    /// Per device, EUR.
    pub outlay_eur: f64,
    /// Of one claim group, weighted by what is awarded, EUR.
    pub size_eur: f64,
}

/// The part of awards for flaws of an origin that makers expect to bear, at home or abroad.
///
/// Components of the same kind of maker answer alike and are taken together, weighted by the compromises through them.
pub(super) fn maker_bears(
    setting: &Setting,
    rule: &Rule,
    origin: Origin,
    awarded: Awarded,
    abroad: bool,
) -> f64 {
    let law = &rule.apportionment;
    let rows = &setting.market.components.rows;
    let shares = |component| law.shares(origin, &Chain { component, abroad }, awarded.size_eur);
    let weight = |index: usize| weight(setting, origin, index);
    let all: f64 = (0..rows.len()).map(weight).sum();
    let mut pays = [1.0; PARTIES];
    pays[SELLER] = seller_pays(setting, law, awarded);
    if all == 0.0 {
        let component = (origin == Origin::Component).then_some(ComponentMaker::Supplier);
        return bears(&shares(component), MAKER, pays);
    }
    let alike = |one: ComponentMaker, other: ComponentMaker| {
        let (one, other) = (shares(Some(one)), shares(Some(other)));
        one[MAKER] == other[MAKER] && one[UPSTREAM].first == other[UPSTREAM].first
    };
    let mut sum = 0.0;
    for (at, &kind) in ComponentMaker::ALL.iter().enumerate() {
        if ComponentMaker::ALL[..at].iter().any(|&earlier| alike(earlier, kind)) {
            continue;
        }
        let mine = || (0..rows.len()).filter(|&index| alike(rows[index].maker, kind));
        let of_kind: f64 = mine().map(weight).sum();
        if of_kind > 0.0 {
            let pay = |index: usize| {
                weight(index) / of_kind
                    * upstream_pays(setting, shares(Some(rows[index].maker)), (index, &rows[index]), awarded)
            };
            pays[UPSTREAM] = mine().map(pay).sum();
            sum += of_kind / all * bears(&shares(Some(kind)), MAKER, pays);
        }
    }
    sum
}

/// How much a component counts among those that may stand behind a flaw of an origin.
fn weight(setting: &Setting, origin: Origin, component: usize) -> f64 {
    match (setting.has_lifecycle(), origin) {
        (true, Origin::Component) => setting.calibration.component_hits[component],
        (true, _) => 0.0,
        (false, Origin::Component) => setting.component_accidents(&setting.market.components.rows[component]),
        // An indivisible harm is shared with the maker of the first component.
        (false, _) => f64::from(u8::from(component == 0)),
    }
}

/// The part of what falls on a component's maker first that it is expected to pay: its capital against the claims that the
/// horizon brings upon it, or, where accidents come directly, against one award. Unpaid open source has no capital.
fn upstream_pays(
    setting: &Setting,
    shares: [Share; PARTIES],
    (index, component): (usize, &Component),
    awarded: Awarded,
) -> f64 {
    let Share { first, most } = shares[UPSTREAM];
    let capital = if most > 0.0 { component.capital() } else { 0.0 };
    let claims = if setting.has_lifecycle() {
        let years = setting.market.clock.horizon_months / 12.0;
        setting.calibration.component_hits[index] * years * awarded.outlay_eur * first
    } else {
        first * awarded.size_eur
    };
    let paid = if claims > capital { capital / claims } else { 1.0 };
    if most < first { paid.min(most / first) } else { paid }
}

/// The same of sellers, for all compromises of the market.
fn seller_pays(setting: &Setting, law: &Apportionment, awarded: Awarded) -> f64 {
    let claims = if setting.has_lifecycle() {
        let years = setting.market.clock.horizon_months / 12.0;
        setting.stated_hits() * years * awarded.outlay_eur * law.seller_share
    } else {
        law.seller_share * awarded.size_eur
    };
    let capital = setting.market.seller.capital_eur;
    if claims > capital { capital / claims } else { 1.0 }
}
