//! Who pays which part of an award when others than the maker stand in the chain: who made the component that let the harm
//! happen, who brought the product into the country, who sold it.

use super::causation::Causation;
use super::rule::{AXES, Rule};
use super::standard::Origin;
use super::subjects::ComponentMaker;
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
        /// As joint, and what all of them leave unpaid falls back along the chain of sale, on the seller at its end.
        Chain = "chain",
    }
}

choices! {
    /// Who answers for the part of a component that nobody sells.
    pub enum OpenSource {
        /// No defendant: its share is lost, or falls on the others where they answer for the whole.
        Nobody = "nobody",
        /// The steward that looks after it, where it has one.
        Steward = "steward",
        /// The maker that built it in.
        Integrator = "integrator",
    }
}

/// Places of those who may answer, in the order in which liability falls back along the chain.
pub const MAKER: usize = 0;
/// The component's maker, its steward, or the provider of a service.
pub const UPSTREAM: usize = 1;
/// The importer of a maker abroad.
pub const IMPORTER: usize = 2;
/// The seller.
pub const SELLER: usize = 3;
/// How many there are.
pub const PARTIES: usize = 4;

/// Apportionment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Apportionment {
    /// Channelled, several, joint or along the chain.
    pub sharing: Sharing,
    /// The component supplier's share of an award for a component flaw.
    pub supplier_share: f64,
    /// Is the harm indivisible, so that suppliers share in every award?
    pub indivisible: bool,
    /// The part of its share in a joint debt that a maker may recover from a supplier.
    pub recourse: f64,
    /// The same against a micro or small supplier, if it is less.
    pub recourse_small: f64,
    /// The most that it may recover of one award, EUR.
    pub recourse_cap_eur: f64,
    /// The part of a maker's own share that suppliers have promised to pay for it.
    pub indemnity: f64,
    /// Who answers for open source.
    pub open_source: OpenSource,
    /// The most that a steward answers for in one award, EUR.
    pub steward_cap_eur: f64,
    /// The service provider's share of an award for a flaw of the service.
    pub service_share: f64,
    /// The seller's share of every award, several or joint.
    pub seller_share: f64,
    /// Chance that the seller answers where the product is known and its maker is not.
    pub seller_unknown: f64,
    /// Does the importer answer in place of a maker abroad?
    pub importer: bool,
}

/// Who stands in the chain of one product.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chain {
    /// Who made the component that the flaw sits in, or that shares in an indivisible harm.
    pub component: Option<ComponentMaker>,
    /// Is the maker abroad, where no judgment reaches it?
    pub abroad: bool,
}

/// To whom a loss is traced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// To nobody, or the attacker's crime is an excuse.
    Nobody,
    /// To the maker.
    Maker,
    /// To a product whose maker is unknown; the seller is not.
    Seller,
}

/// How one party answers for an award.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// What falls on it first; those of all parties sum to 1.
    pub first: f64,
    /// The most that it can be held to, if others do not pay.
    pub most: f64,
}

impl Share {
    /// Nothing.
    pub const NONE: Share = Share { first: 0.0, most: 0.0 };
    /// Everything.
    pub const ALL: Share = Share { first: 1.0, most: 1.0 };
}

impl Apportionment {
    /// To whom a loss is traced, by uniforms in (0, 1) for attribution and crime.
    #[must_use]
    pub fn traced(&self, causation: &Causation, attribution: f64, crime: f64) -> Traced {
        let known = causation.attribution;
        if causation.holds(attribution, crime) {
            Traced::Maker
        } else if crime >= causation.crime_breaks && attribution < known + (1.0 - known) * self.seller_unknown
        {
            Traced::Seller
        } else {
            Traced::Nobody
        }
    }

    /// How everybody answers for an award, EUR, about a flaw of some origin.
    #[must_use]
    pub fn shares(&self, origin: Origin, chain: &Chain, award_eur: f64) -> [Share; PARTIES] {
        let solidary = matches!(self.sharing, Sharing::Joint | Sharing::Chain);
        let stated = self.stated_share(origin, chain.component);
        let seller = match self.sharing {
            Sharing::Several | Sharing::Joint => self.seller_share,
            Sharing::Channelled | Sharing::Chain => 0.0,
        };
        let recovered = if solidary {
            (stated * self.recourse_against(chain.component))
                .min(self.recourse_cap_eur / award_eur.max(f64::MIN_POSITIVE))
        } else {
            stated
        };
        let promised = if self.has_contract(origin, chain.component) { self.indemnity } else { 0.0 };
        // Shares are of the award, whoever else has one; the law refuses those that sum to more than it.
        let upstream = recovered + promised * (1.0 - seller - recovered).max(0.0);
        let whole = |answers: bool| if answers { 1.0 } else { 0.0 };
        let mut shares = [Share::NONE; PARTIES];
        let first = (1.0 - seller - upstream).max(0.0);
        let most = match self.sharing {
            Sharing::Several => (1.0 - seller - stated).max(0.0),
            _ => 1.0,
        };
        shares[MAKER] = Share { first, most };
        shares[UPSTREAM] = Share {
            first: upstream,
            most: if solidary { upstream.max(whole(stated > 0.0)) } else { upstream },
        };
        shares[UPSTREAM].most = self.limit_upstream(chain.component, shares[UPSTREAM].most, award_eur);
        let most = match self.sharing {
            Sharing::Chain => 1.0,
            Sharing::Joint => whole(seller > 0.0),
            _ => seller,
        };
        shares[SELLER] = Share { first: seller, most };
        if chain.abroad {
            self.replace_maker_abroad(&mut shares);
        }
        shares
    }

    /// Where the maker is unknown the seller stands alone.
    #[must_use]
    pub fn of_seller_alone() -> [Share; PARTIES] {
        let mut shares = [Share::NONE; PARTIES];
        shares[SELLER] = Share::ALL;
        shares
    }

    /// The share that the law lays on whoever made the component, before contracts.
    fn stated_share(&self, origin: Origin, component: Option<ComponentMaker>) -> f64 {
        if self.sharing == Sharing::Channelled || !(origin == Origin::Component || self.indivisible) {
            return 0.0;
        }
        match component {
            None => 0.0,
            Some(ComponentMaker::Service) => self.service_share,
            Some(ComponentMaker::Supplier | ComponentMaker::SmallSupplier) => self.supplier_share,
            Some(ComponentMaker::OpenSource | ComponentMaker::Steward) => match self.open_source {
                OpenSource::Integrator => 0.0,
                OpenSource::Nobody | OpenSource::Steward => self.supplier_share,
            },
        }
    }

    /// The part of the share of whoever made the component that the maker may recover: Directive (EU) 2024/2853, art. 12(2), lets
    /// the small contract out of it, against makers and not against victims.
    fn recourse_against(&self, component: Option<ComponentMaker>) -> f64 {
        match component {
            Some(ComponentMaker::SmallSupplier) => self.recourse.min(self.recourse_small),
            _ => self.recourse,
        }
    }

    /// Is the component bought, so that a contract can say who bears what? Open source is given away as it is.
    fn has_contract(&self, origin: Origin, component: Option<ComponentMaker>) -> bool {
        let sold = match component {
            None | Some(ComponentMaker::OpenSource | ComponentMaker::Steward) => false,
            Some(ComponentMaker::Supplier | ComponentMaker::SmallSupplier | ComponentMaker::Service) => true,
        };
        sold && (origin == Origin::Component || self.indivisible)
    }

    /// Open source has no defendant but a steward that the law names, and that one answers up to a limit.
    fn limit_upstream(&self, component: Option<ComponentMaker>, most: f64, award_eur: f64) -> f64 {
        match (component, self.open_source) {
            (Some(ComponentMaker::Steward), OpenSource::Steward) => {
                most.min(self.steward_cap_eur / award_eur.max(f64::MIN_POSITIVE))
            }
            (Some(ComponentMaker::OpenSource | ComponentMaker::Steward), _) => 0.0,
            _ => most,
        }
    }

    /// No judgment reaches a maker abroad. Its importer answers in its place where the law says so, and gets back from it by
    /// contract what recourse gives.
    fn replace_maker_abroad(&self, shares: &mut [Share; PARTIES]) {
        let Share { first, most } = shares[MAKER];
        if self.importer {
            shares[IMPORTER] = Share { first: first * (1.0 - self.recourse), most };
            shares[MAKER] = Share { first: first * self.recourse, most: most * self.recourse };
        } else {
            shares[MAKER] = Share { first, most: 0.0 };
        }
    }
}

/// The part of an award that a party must expect to bear, if of what falls on others first they will pay `pays` (0–1). Where
/// several could step in for one that cannot pay, each is taken to be alone.
#[must_use]
pub fn bears(shares: &[Share; PARTIES], party: usize, pays: [f64; PARTIES]) -> f64 {
    let Share { first, most } = shares[party];
    if most <= first {
        return first.min(most);
    }
    let others = (0..PARTIES).filter(|&other| other != party);
    let unpaid: f64 = others.map(|other| shares[other].first * (1.0 - pays[other])).sum();
    (first + unpaid).min(most)
}

/// One who answers for an award.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Party {
    /// How it answers.
    pub share: Share,
    /// What it can pay, EUR.
    pub assets_eur: f64,
}

/// Who pays an award.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paid {
    /// Each party's payment, EUR.
    pub by_eur: [f64; PARTIES],
    /// What stays with the victims, EUR.
    pub uncollected_eur: f64,
}

/// The most that can be had from a party, EUR, where so much has been paid.
fn room_eur(award_eur: f64, parties: &[Party; PARTIES], party: usize, by_eur: &[f64; PARTIES]) -> f64 {
    let Party { share, assets_eur } = parties[party];
    let assets = assets_eur.max(0.0);
    if share.most >= 1.0 {
        return assets;
    }
    // An importer stands in the maker's place: together they answer for no more than it would alone.
    let instead = if party == IMPORTER { by_eur[MAKER] } else { 0.0 };
    assets.min((share.most * award_eur - instead).max(0.0))
}

/// Lays an award on parties who may be insolvent.
///
/// Several: `L_i = min(y_i, r_i·h)`. Joint: what one cannot pay falls on the others, by their shares, as long as
/// they can; for two, `L_i = min(y_i, r_i·h + (r_j·h − y_j)⁺)`. What is left then falls on those who have no share of their own
/// but answer for the rest, one after another. A channelled award is several with the whole share on one. Kornhauser and Revesz
/// (1990), *Journal of Legal Studies* 19.
#[must_use]
pub fn apportion(award_eur: f64, parties: &[Party; PARTIES]) -> Paid {
    let mut by_eur = [0.0; PARTIES];
    for i in 0..PARTIES {
        by_eur[i] = room_eur(award_eur, parties, i, &by_eur).min(parties[i].share.first * award_eur);
    }
    let owed = |by_eur: &[f64; PARTIES]| award_eur - by_eur.iter().sum::<f64>();
    // Each round closes the award or empties a pocket.
    let sharers = parties.iter().filter(|party| party.share.first > 0.0).count();
    for _ in 1..sharers {
        let owed = owed(&by_eur);
        let able: [bool; PARTIES] =
            std::array::from_fn(|i| by_eur[i] < room_eur(award_eur, parties, i, &by_eur));
        let shares = (0..PARTIES).filter(|&i| able[i]).map(|i| parties[i].share.first).sum::<f64>();
        if owed <= 0.0 || shares <= 0.0 {
            break;
        }
        for i in (0..PARTIES).filter(|&i| able[i]) {
            let more = owed * parties[i].share.first / shares;
            by_eur[i] = (by_eur[i] + more).min(room_eur(award_eur, parties, i, &by_eur));
        }
    }
    for i in (0..PARTIES).filter(|&i| parties[i].share.first == 0.0) {
        by_eur[i] = owed(&by_eur).max(0.0).min(room_eur(award_eur, parties, i, &by_eur));
    }
    Paid { by_eur, uncollected_eur: owed(&by_eur).max(0.0) }
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "apportionment.sharing" => apportionment.sharing, choice(Sharing, Sharing::Channelled) "", axes AXES, id "L01, L06",
        effect "compensation_rate",
        "Who pays where several are liable: the maker for all (channelled), each its own share (several), any one for all and then the others by \
        their shares (joint), or as joint, with what nobody can pay falling on the seller (chain)."),
    lever!(Rule, "apportionment.supplier_share" => apportionment.supplier_share, num(0.0, 1.0, 0.0) "share", axes AXES, id "L02",
        effect "liability_paid", "The component supplier's share of an award for a component flaw."),
    lever!(Rule, "apportionment.indivisible" => apportionment.indivisible, flag(false) "", axes AXES, id "L06",
        effect "liability_paid",
        "Whether nobody can tell whose fault caused the harm, so that suppliers share in every award; where flaws have a life cycle, their origin is known."),
    lever!(Rule, "apportionment.recourse" => apportionment.recourse, num(0.0, 1.0, 1.0) "share", axes AXES, id "L06",
        effect "paid_by_suppliers",
        "The part of a supplier's share of a joint debt that the maker may recover from it, and of what an importer pays that it gets back from a maker abroad; what contracts exclude stays with who paid."),
    lever!(Rule, "apportionment.recourse_small" => apportionment.recourse_small, num(0.0, 1.0, 1.0) "share", axes AXES, id "L06, L22",
        effect "paid_by_suppliers",
        "The part of its share of a joint debt that the maker may recover from a supplier that is micro or small (component.*.maker), if that is less than apportionment.recourse: relief for the small, who contract out of it. Victims may hold them to the whole all the same."),
    lever!(Rule, "apportionment.recourse_cap_eur" => apportionment.recourse_cap_eur, num(0.0, f64::INFINITY, f64::INFINITY) "EUR",
        axes AXES, id "L06", effect "paid_by_suppliers", "The most of one award that the maker may recover from the supplier."),
    lever!(Rule, "apportionment.indemnity" => apportionment.indemnity, num(0.0, 1.0, 0.0) "share", axes AXES, id "L06",
        effect "paid_by_suppliers",
        "The part of the maker's own share of an award for a component flaw that the supplier has promised to pay; the maker stays liable for it."),
    lever!(Rule, "apportionment.open_source" => apportionment.open_source, choice(OpenSource, OpenSource::Nobody) "", axes AXES, id "L03",
        effect "compensation_rate",
        "Who answers for the supplier's share where the component is open source: nobody, its steward if it has one, or the maker that built it in."),
    lever!(Rule, "apportionment.steward_cap_eur" => apportionment.steward_cap_eur, num(0.0, f64::INFINITY, f64::INFINITY) "EUR",
        axes AXES, id "L03", effect "paid_by_suppliers", "The most that an open-source steward answers for in one award."),
    lever!(Rule, "apportionment.service_share" => apportionment.service_share, num(0.0, 1.0, 0.0) "share", axes AXES, id "L04",
        effect "paid_by_services", "The service provider's share of an award for a flaw of its service."),
    lever!(Rule, "apportionment.seller_share" => apportionment.seller_share, num(0.0, 1.0, 0.0) "share", axes AXES, id "L05",
        effect "paid_by_sellers", "The seller's share of every award, where liability is several or joint; with the share of a supplier or a service no more than 1."),
    lever!(Rule, "apportionment.seller_unknown" => apportionment.seller_unknown, num(0.0, 1.0, 0.0) "probability", axes AXES, id "L05",
        effect "attributable_share",
        "Chance that the seller answers for a loss that cannot be traced to a maker: the victim can show the product and who sold it."),
    lever!(Rule, "apportionment.importer" => apportionment.importer, flag(false) "", axes AXES, id "L05",
        effect "compensation_rate",
        "Whether the importer answers in place of a maker abroad; recourse says what it gets back from the maker by contract."),
];
