//! Who stands in the chain beside makers: whoever makes components, brings devices into the country, and sells them.

use super::{Firm, FlawRef, NO_COMPONENT, Scene, Setting, World};
use crate::law::apportionment::{Chain, IMPORTER, MAKER, PARTIES, SELLER, UPSTREAM};
use crate::law::subjects::ComponentMaker;
use crate::ledger::Party;
use crate::scenario::market::Component;
use crate::shocks::{Shocks, Stream};

/// The state of the chain beside makers. Capital answers for awards and is paid down by them; nobody fills it up.
#[derive(Debug, Default)]
pub struct Supply {
    /// Capital of each component's maker, EUR.
    pub supplier_cash: Vec<f64>,
    /// Care that it takes.
    pub care: Vec<f64>,
    /// What it expects to pay a year, EUR; 0 if it does not decide.
    pub expected: Vec<f64>,
    /// Flaws that suppliers' care leaves, over those that the care of the market file leaves: 1 where none of them decides.
    pub left: f64,
    /// Capital of all importers together, EUR.
    pub importer_cash: f64,
    /// Capital of all sellers together, EUR.
    pub seller_cash: f64,
}

clone_in_place!(Supply { supplier_cash, care, expected, left, importer_cash, seller_cash });

impl Supply {
    /// The chain as it starts.
    pub fn new(setting: &Setting) -> Supply {
        let market = &setting.market;
        Supply {
            supplier_cash: market.components.rows.iter().map(|component| component.capital()).collect(),
            care: market.components.rows.iter().map(|component| component.care).collect(),
            expected: vec![0.0; market.components.len()],
            left: 1.0,
            importer_cash: market.importer.capital_eur,
            seller_cash: market.seller.capital_eur,
        }
    }

    /// What those who may answer beside the maker of a product can pay, EUR, where the flaw sits in a component or in none.
    pub fn assets(&self, component: u16) -> [f64; PARTIES] {
        let mut assets = [0.0; PARTIES];
        assets[UPSTREAM] = match component {
            NO_COMPONENT => 0.0,
            component => self.supplier_cash[usize::from(component)],
        };
        assets[IMPORTER] = self.importer_cash;
        assets[SELLER] = self.seller_cash;
        assets
    }

    /// Takes what they pay, EUR, out of their capital, which holds it up to rounding. The maker's own cash is not here.
    pub fn take(&mut self, component: u16, eur: [f64; PARTIES]) {
        if component != NO_COMPONENT {
            let cash = &mut self.supplier_cash[usize::from(component)];
            *cash = (*cash - eur[UPSTREAM]).max(0.0);
        }
        self.importer_cash = (self.importer_cash - eur[IMPORTER]).max(0.0);
        self.seller_cash = (self.seller_cash - eur[SELLER]).max(0.0);
    }
}

impl Setting {
    /// Care in the components through which devices are compromised, on average over the care of each.
    pub fn component_care(&self, care: &[f64]) -> f64 {
        let hits: f64 = self.calibration.component_hits.iter().sum();
        let care = care.iter().zip(&self.calibration.component_hits).map(|(care, hits)| care * hits);
        if hits > 0.0 { care.sum::<f64>() / hits } else { 0.0 }
    }

    /// Devices compromised a year at the stated rate.
    pub fn stated_hits(&self) -> f64 {
        let categories = self.categories.iter().zip(&self.market.categories.rows);
        let devices: f64 = categories.map(|(category, row)| category.slots * row.served_share).sum();
        self.market.threat.compromises_per_device_year * devices
    }

    /// Accidents a month that a component brings at zero care, where they come directly, each counted by the share of a maker's
    /// devices that it can hit.
    pub fn component_accidents(&self, component: &Component) -> f64 {
        component.accidents + self.market.accident.shared_rate * component.embedded
    }

    /// Does the maker of any component choose its care?
    pub fn suppliers_decide(&self) -> bool {
        self.market.components.rows.iter().any(|component| component.decides)
    }
}

impl Scene<'_> {
    /// The component whose maker may answer for a flaw. Where accidents come directly, every product embeds the first one.
    pub fn component_behind(&self, flaw: &FlawRef) -> u16 {
        let direct = !self.setting.has_lifecycle() && !self.setting.market.components.is_empty();
        if flaw.component == NO_COMPONENT && direct { 0 } else { flaw.component }
    }

    /// Who makes a component.
    pub fn made_by(&self, component: u16) -> Option<ComponentMaker> {
        match component {
            NO_COMPONENT => None,
            component => Some(self.setting.market.components.rows[usize::from(component)].maker),
        }
    }

    /// In whose name each of the parties to an award keeps its books.
    pub fn books_of(&self, component: u16) -> [Party; PARTIES] {
        let mut books = [Party::Maker; PARTIES];
        books[MAKER] = Party::Maker;
        books[UPSTREAM] = match self.made_by(component) {
            Some(ComponentMaker::Service) => Party::Service,
            _ => Party::Supplier,
        };
        books[IMPORTER] = Party::Importer;
        books[SELLER] = Party::Seller;
        books
    }

    /// The chain of a maker's product with a flaw.
    pub fn chain(&self, firm: &Firm, flaw: &FlawRef) -> Chain {
        Chain { component: self.made_by(self.component_behind(flaw)), abroad: firm.abroad }
    }
}

/// Is a maker abroad, where no judgment of the market's courts reaches it?
pub fn is_abroad(setting: &Setting, shocks: &Shocks, key: u64) -> bool {
    let share = setting.market.importer.abroad_share;
    share > 0.0 && shocks.uniform(Stream::Home, key, 0, 0) < share
}

impl World {
    /// Devices in use that embed a component.
    pub fn devices_embedding(&self, scene: Scene<'_>, component: usize) -> f64 {
        let categories = scene.setting.categories.len();
        let raw = &self.embedded_raw[component * categories..][..categories];
        let of = |(category, raw): (usize, &f64)| raw * scene.setting.survival(category, self.month);
        raw.iter().enumerate().map(of).sum()
    }

    /// Flaws that suppliers' care leaves now over those that the care of the market file leaves, by the compromises through them.
    pub fn component_flaws_left(&self, scene: Scene<'_>) -> f64 {
        let rates = &scene.setting.calibration.component_rate;
        let (mut now, mut stated) = (0.0, 0.0);
        for (component, row) in scene.setting.market.components.rows.iter().enumerate() {
            let hits = rates[component] * self.devices_embedding(scene, component);
            now += hits * scene.setting.residual(1, self.supply.care[component]);
            stated += hits * scene.setting.residual(1, row.care);
        }
        if stated > 0.0 { now / stated } else { 1.0 }
    }

    /// What everybody in the chain beside makers holds, EUR, each with the books that follow it.
    pub fn chain_funds(&self, setting: &Setting) -> [(Party, f64); 4] {
        let of = |service: bool| {
            let rows = self.supply.supplier_cash.iter().zip(&setting.market.components.rows);
            let mine = rows.filter(|(_, row)| (row.maker == ComponentMaker::Service) == service);
            mine.map(|(cash, _)| cash).sum::<f64>()
        };
        [
            (Party::Supplier, of(false)),
            (Party::Service, of(true)),
            (Party::Importer, self.supply.importer_cash),
            (Party::Seller, self.supply.seller_cash),
        ]
    }
}
