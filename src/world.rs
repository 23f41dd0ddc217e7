//! The state of one replication under one law: plain data, cloned at the announcement for every regime.
//!
//! Phases meet here and in the [`crate::ledger`]; they do not know each other.

mod attackers;
mod authority;
mod calibration;
mod care;
mod certificate;
mod claim;
mod duty;
mod exchange;
mod firm;
mod flaw;
mod loss;
mod owners;
mod population;
mod release;
mod report;
mod review;
mod ring;
mod search;
mod setting;
mod stakes;
mod step;
mod strike;
mod supply;
mod technology;
mod worth;

pub use attackers::Attackers;
pub use authority::{Authority, Delay, Delays};
pub use calibration::{AGES, Calibration, DEADLINES, Exposed, Late, LateFixes, Standing};
pub use certificate::Certificate;
pub use claim::{Call, Claim, Claims};
pub use duty::{due_care, rule_at};
pub use firm::{Climb, FINDINGS, Firm, Peer, Plan, Status, Waiting};
pub use flaw::{
    Birth, Clocks, ComponentFlaw, Flaw, Flaws, Handling, NEVER, component_fix_months, fall_due, fix_months,
};
pub use loss::{Loss, SMALL_GROUP};
pub use owners::{Habits, OwnerRisk, OwnerRisks, OwnerTerms};
pub use population::MakerSeed;
pub use release::{NO_COMPONENT, Release, Releases, SCRAP_SHARE, SLOTS};
pub use report::Reports;
pub use review::{Reviewed, Reviews};
pub use ring::{NONE, Ring};
pub use search::Search;
pub use setting::{CategorySetting, Cell, DAYS_PER_MONTH, Setting, SettingError};
pub use stakes::{Acts, Aid, Demands, Exposure, MAX_TERMS, Outlook, Payments, Remedies, Stakes, Term, View};
pub use step::{Skipped, Step};
pub use strike::{FlawRef, SOURCES, Sorting, Strike, Struck, origin_of, own_key, prong_of, source_of};
pub use supply::{Supply, is_abroad};
pub use technology::Technology;
pub use worth::{Dues, Earned, Rates, Smoothed, Stream, weight_of_month};

pub use crate::law::standard::Origin;

use crate::distributions::Severity;
use crate::law::apportionment::{PARTIES, Share};
use crate::law::compile::Law;
use crate::law::flows::Flows;
use crate::ledger::Ledger;
use crate::math;
use crate::scenario::market::{HeadName, Segment};
use crate::shocks::Shocks;
use crate::tally::Tally;
use crate::units::{Month, month_from};

/// What does not change during a run: the market, prepared, and the law in force.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The prepared market.
    pub setting: &'a Setting,
    /// The law whose events fall due.
    pub law: &'a Law,
    /// The law as firms see it when they decide.
    pub outlook: &'a Outlook,
    /// The maker that an audit forces off its choice.
    pub forced: Option<Forced>,
    /// Steps that months leave out.
    pub skipped: Skipped,
}

/// A maker that is forced off its choice, to see whether it gains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forced {
    /// Its key.
    pub key: u64,
    /// Multiplies all care that it would choose.
    pub care: f64,
    /// Multiplies the price that it would move to.
    pub price: f64,
}

impl Scene<'_> {
    /// How a maker is forced off its choice, if it is.
    #[inline]
    pub fn forced(&self, firm: &Firm) -> Option<Forced> {
        self.forced.filter(|forced| forced.key == firm.key)
    }
}

/// What a decided claim group is owed.
#[derive(Clone, Copy, Debug)]
pub struct Debt {
    /// The claim.
    pub claim: u32,
    /// Defendant maker.
    pub firm: u32,
    /// The component whose maker may answer for it too, or [`NO_COMPONENT`].
    pub component: u16,
    /// How everybody in the chain answers for it.
    pub shares: [Share; PARTIES],
    /// What the maker owes, with what others cannot pay where it answers for the whole, EUR.
    pub maker_owes: f64,
    /// What the others have paid of their shares, EUR.
    pub paid: [f64; PARTIES],
    /// Money and counts.
    pub flows: Flows,
}

/// One part of the market in which units compete: a category in a cell.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arena {
    /// Devices in use.
    pub installed: f64,
    /// Buyers in the market this month.
    pub buyers: f64,
    /// Highest utility, taken out of the exponentials.
    pub shift: f64,
    /// Sum of exponentials of utilities over makers.
    pub inclusive: f64,
    /// Share among makers for each unit of such an exponential.
    pub per_weight: f64,
    /// The same exponentials, each times its exponent: with the sum above, the entropy of shares among products.
    pub weighted: f64,
    /// Share of buyers who bought.
    pub inside: f64,
    /// Trust of buyers, 0 to 1.
    pub trust: f64,
    /// What the lack of it takes from utility.
    pub distrust: f64,
    /// Devices compromised this month.
    pub hits: f64,
}

/// Industry experience that firms' beliefs and custom draw on, decayed.
#[derive(Clone, Debug, Default)]
pub struct Experience {
    /// Devices compromised by source.
    pub hits: [f64; SOURCES],
    /// Device-years of exposure by source, weighted by complexity and residual flaws `m(care)`.
    pub exposure: [f64; SOURCES],
    /// Units-weighted care of what is on sale, by prong: last year's custom.
    pub custom: [f64; 3],
    /// Running sums of custom for this year: care times units by prong, and units.
    pub custom_sums: [f64; 4],
}

/// The state of one replication under one law.
pub struct World {
    /// The draws of this replication.
    pub shocks: Shocks,
    /// The month about to be, or being, simulated; 0 begins at the announcement.
    pub month: Month,
    /// Event epoch in force.
    pub epoch: usize,
    /// Vintage of what is sold this month.
    pub vintage: usize,
    /// Makers, never removed: an index is an identity.
    pub firms: Vec<Firm>,
    /// Indices of active makers, in order of birth.
    pub active: Vec<u32>,
    /// By maker: cumulative hazard of defenders' discovery of its flaws.
    pub defence: Vec<f64>,
    /// What makers' records show authorities.
    pub delays: Delays,
    /// What claims decided this month are owed, until it is paid.
    pub debts: Vec<Debt>,
    /// Losses of the month, until claims are formed.
    pub losses: Vec<Loss>,
    /// The losses of small groups among them one by one, EUR.
    pub drawn: Vec<f64>,
    /// Utility without price, then share among makers, by active maker and cell: `active × cells`.
    pub shares: Vec<f64>,
    /// Stocks of devices.
    pub releases: Releases,
    /// Flaws of single makers.
    pub flaws: Flaws,
    /// Flaws of shared components.
    pub component_flaws: Vec<ComponentFlaw>,
    /// Releases in use that embed each component.
    pub embedding: Vec<Vec<u32>>,
    /// Their raw stock: `component × categories`.
    pub embedded_raw: Vec<f64>,
    /// The chain beside makers.
    pub supply: Supply,
    /// `category × cells`.
    pub arenas: Vec<Arena>,
    /// Attackers.
    pub attackers: Attackers,
    /// Industry experience.
    pub experience: Experience,
    /// What owners have taken to be at stake for them.
    pub owner_risks: OwnerRisks,
    /// Flaws for which something falls due this month.
    pub due: Vec<u32>,
    /// Where reviews have moved levers, by part of the market.
    pub reviews: Reviews,
    /// What imitators see of makers in business, by part of the market; nothing without imitators.
    pub peers: Vec<Vec<Peer>>,
    /// What is asked of the compensation fund this month.
    pub calls: Vec<Call>,
    /// The compensation fund, EUR.
    pub fund_cash: f64,
    /// Flaws fixed this month, by index, until owners are reimbursed.
    pub fixed: Vec<u32>,
    /// This month's strikes.
    pub strikes: Vec<Strike>,
    /// Room to sort them in.
    pub sorting: Sorting,
    /// What they strike, `strike × cells`; nothing for direct accidents.
    pub struck: Vec<Struck>,
    /// Open claim groups.
    pub claims: Claims,
    /// What makers of a size class and category earn, those that left of late included: what an entrant looks at.
    pub earned: Vec<Earned>,
    /// The part of it of those that left.
    pub left: Vec<Earned>,
    /// Units by size class and category sold before the announcement: the weights of the price index.
    pub mix: Vec<f64>,
    /// Which of [`Outlook::views`] holds.
    pub view: usize,
    /// The insurer's funds, EUR.
    pub insurer_cash: f64,
    /// Whether the insurer has failed.
    pub insurer_failed: bool,
    /// The books.
    pub ledger: Ledger,
    /// The counts.
    pub tally: Tally,
}

clone_in_place!(World {
    shocks,
    month,
    epoch,
    vintage,
    firms,
    active,
    defence,
    delays,
    debts,
    losses,
    drawn,
    shares,
    releases,
    flaws,
    component_flaws,
    embedding,
    embedded_raw,
    supply,
    arenas,
    attackers,
    experience,
    owner_risks,
    due,
    reviews,
    peers,
    calls,
    fund_cash,
    fixed,
    strikes,
    sorting,
    struck,
    claims,
    earned,
    left,
    mix,
    view,
    insurer_cash,
    insurer_failed,
    ledger,
    tally
});

/// The next scheduled change of a flaw, or the earliest time at which defenders may find it, with `left` of their cumulative
/// hazard to go: at the rate that its maker keeps for `kept` months yet, from then on at the greatest there is, however much
/// care comes. Less a second, so that rounding cannot make it late.
fn next_look(scene: Scene<'_>, flaw: &Flaw, left: f64, now: f64, (rate, kept): (f64, f64)) -> f64 {
    const ROUNDING: f64 = 1e-6;
    let most = (scene.setting.market.patching.discovery(0.0) + scene.outlook.most_search) / 12.0;
    let found = if flaw.known || most == 0.0 {
        NEVER
    } else if left < rate * kept {
        now + left.max(0.0) / rate - ROUNDING
    } else {
        now + kept + (left - rate * kept) / most - ROUNDING
    };
    flaw.next_wake().min(found)
}

/// What draws campaigns to a component that no device embeds: next to nothing.
const LEAST_ATTRACTION: f64 = 1e-3;

/// Offset that makes a month, burn-in and seeded past included, a key of draws.
const TICK_OFFSET: Month = 1024;

/// A month as a key of draws.
#[inline]
pub fn tick(month: Month) -> u16 {
    (month + TICK_OFFSET) as u16
}

impl Scene<'_> {
    /// Does a fix cost owners anything, or does the law give them or its maker something for it?
    #[inline]
    pub fn fixes_cost_or_bring_money(&self) -> bool {
        let costs = |segment: &Segment| segment.patch_cost_eur > 0.0;
        self.outlook.acts.remedies
            || self.outlook.acts.aid
            || self.setting.market.segments.rows.iter().any(costs)
    }

    /// The law of the loss of a device of a category under a head.
    #[inline]
    pub fn severity(&self, category: u8, head: HeadName) -> &Severity {
        &self.setting.categories[usize::from(category)].severity[head as usize]
    }
}

/// Counts raw stock of a release of a category to its components: `embedded` is `component × categories`.
#[inline]
pub fn embed(
    embedded: &mut [f64],
    components: [u16; SLOTS],
    (category, categories): (usize, usize),
    raw: f64,
) {
    for component in components.into_iter().filter(|&component| component != NO_COMPONENT) {
        embedded[usize::from(component) * categories + category] += raw;
    }
}

impl World {
    /// Devices of a category still in use out of each unit of raw stock (see [`Releases`]).
    #[inline]
    pub fn in_use(&self, scene: Scene<'_>, category: u8) -> f64 {
        scene.setting.survival(usize::from(category), self.month)
    }

    /// Adds a new flaw of a maker; defenders find it when their cumulative hazard since its birth crosses a unit exponential.
    pub fn add_flaw(&mut self, scene: Scene<'_>, mut flaw: Flaw, firm: u32) {
        let maker = &self.firms[firm as usize];
        if scene.outlook.seeks {
            let protected = self.demands(scene, maker, self.month).search.protected;
            flaw.publish_at_rate(flaw.birth.time, 1.0 - protected);
        }
        let waited = maker.defend_rate * (flaw.birth.time - f64::from(self.month));
        let defend_at = self.defence[firm as usize] + waited + flaw.clocks.found_by_defenders;
        debug_assert!(scene.setting.has_lifecycle());
        let left = defend_at - self.defence[firm as usize];
        let wake = next_look(scene, &flaw, left, f64::from(self.month), self.pace(scene, maker, self.month));
        self.firms[firm as usize].open_flaws += 1.0;
        self.flaws.push(firm, defend_at, wake, flaw);
    }

    /// What a strike does to a cell.
    #[inline]
    pub fn share(&self, strike: &Strike, cell: usize) -> Struck {
        self.struck[strike.struck_at as usize + cell]
    }

    /// When to look at a flaw again that has been looked at up to `now`.
    pub fn look_again(&mut self, scene: Scene<'_>, index: usize, now: f64) {
        let left = self.flaws.defend_at[index] - self.defence[self.flaws.firm[index] as usize];
        let pace = self.pace(scene, &self.firms[self.flaws.firm[index] as usize], month_from(now));
        self.flaws.wake[index] = next_look(scene, &self.flaws.rows[index], left, now, pace);
    }

    /// The rate at which defenders find a maker's flaws, a month, and for how many months from the start of month `from` on it is
    /// certain to stay: until the maker decides again, at the end of a month of its turn or of news.
    fn pace(&self, scene: Scene<'_>, maker: &Firm, from: Month) -> (f64, f64) {
        if !maker.decided {
            return (0.0, 0.0);
        }
        let period = scene.setting.market.clock.period_months as Month;
        let turn = (maker.turn as Month - (self.month - scene.setting.first)).rem_euclid(period);
        (maker.defend_rate, f64::from((self.month + turn + 1 - from).max(0)))
    }

    /// Looks again when to look at flaws that nobody knows, after makers decided out of turn.
    pub fn look_at_all(&mut self, scene: Scene<'_>, now: f64) {
        for index in 0..self.flaws.len() {
            if !self.flaws.rows[index].known {
                self.look_again(scene, index, now);
            }
        }
    }

    /// Reading of the attackers' clock at a time of the current month; before it, the reading when it began.
    pub fn attack_clock_at(&self, time: f64) -> f64 {
        let passed = (time - f64::from(self.month)).clamp(0.0, 1.0);
        self.attackers.clock_before + passed * (self.attackers.clock - self.attackers.clock_before)
    }

    /// `base^η` of a component: how the devices that embed it, over those of the average component, draw campaigns.
    pub fn component_attraction(&self, scene: Scene<'_>, component: u16) -> f64 {
        let exponent = scene.setting.market.threat.base_exponent;
        if exponent == 0.0 {
            return 1.0;
        }
        let categories = scene.setting.categories.len();
        let devices = |raw: &[f64]| {
            let of = |(category, raw): (usize, &f64)| raw * scene.setting.survival(category, self.month);
            raw.iter().enumerate().map(of).sum::<f64>()
        };
        let all: f64 = self.embedded_raw.chunks_exact(categories).map(devices).sum();
        let own = devices(&self.embedded_raw[usize::from(component) * categories..][..categories]);
        let base = own * self.embedding.len() as f64 / all;
        if base > 0.0 { math::pow(base, exponent) } else { LEAST_ATTRACTION }
    }

    /// Device-years of a month in which a maker's flaws were exposed, by source: weighted by complexity and by what care leaves.
    pub fn exposure(&self, scene: Scene<'_>, firm: &Firm) -> [f64; SOURCES] {
        let years = self.in_use(scene, firm.category) / 12.0;
        let (response, duties) = (&firm.plan.left_by_response, &firm.plan.left_by_duties);
        let left: [f64; SOURCES] = std::array::from_fn(|source| response[source] * duties[source]);
        let flow = self.left_by_flow(scene, firm);
        [
            years * firm.embodied[0] * left[0] * flow[0],
            years * firm.embodied[1] * left[1] * flow[1],
            years * firm.raw * firm.complexity * left[2],
            years * firm.raw * left[3] * self.supply.left,
        ]
    }
}
