//! The market: everything that is not law. Flat row types with their registry rows; files name entities, never count.

mod agents;
mod chain;
mod economy;
mod innovation;
mod limits;
mod threat;
mod turnover;

pub use crate::law::subjects::{Criticality, HeadName, SizeClassName};
pub use agents::*;
pub use chain::*;
pub use economy::*;
pub use innovation::*;
pub use limits::*;
pub use threat::*;
pub use turnover::*;

use crate::law::relief::Levels;
use crate::law::subjects::{Means, Subjects};
use crate::math::pow;
use crate::units::Month;

/// Most cells (segment × jurisdiction) in which one product may be sold.
pub const MAX_CELLS: usize = 12;

/// Entities of one kind, in file order, each with its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Named<T> {
    /// Names, unique.
    pub names: Vec<String>,
    /// Rows, in the order of `names`.
    pub rows: Vec<T>,
}

impl<T> Named<T> {
    /// The position of a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Names with rows.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.names.iter().map(String::as_str).zip(&self.rows)
    }
}

/// A whole market, resolved: every field set by the file or by its registry default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Market {
    /// Short name, also of result folders.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// `table.field` of one-row tables.
    pub clock: Clock,
    /// How people buy.
    pub demand: Demand,
    /// What care costs and what it prevents.
    pub care: Care,
    /// How accidents come about.
    pub accident: Accident,
    /// Attackers.
    pub threat: Threat,
    /// Discovery, development and adoption of fixes.
    pub patching: Patching,
    /// Money of firms.
    pub finance: Finance,
    /// R&D and releases.
    pub innovation: Innovation,
    /// Entry.
    pub entry: Entry,
    /// How firms decide.
    pub decision: Decision,
    /// The insurer.
    pub insurer: Insurer,
    /// How large a replication may become.
    pub limits: Limits,
    /// Size classes, in the order of [`SizeClassName`].
    pub sizes: [SizeClass; 4],
    /// Heads of harm, in the order of [`HeadName`].
    pub heads: [Head; 4],
    /// Product categories.
    pub categories: Named<Category>,
    /// Buyer segments.
    pub segments: Named<Segment>,
    /// Jurisdictions.
    pub jurisdictions: Named<Jurisdiction>,
    /// Shared components.
    pub components: Named<Component>,
    /// Makers of components.
    pub supplier: Supplier,
    /// Importers.
    pub importer: Importer,
    /// Sellers.
    pub seller: Seller,
}

impl Market {
    /// What the law needs to know of it.
    pub fn subjects(&self) -> Subjects<'_> {
        let makers: f64 = self.sizes.iter().map(|size| size.count).sum();
        Subjects {
            market: &self.name,
            jurisdictions: &self.jurisdictions.names,
            categories: &self.categories.names,
            criticality: self.categories.rows.iter().map(|category| category.criticality).collect(),
            announced: self.clock.start(),
            rebase: self.clock.rebase,
            horizon: self.clock.horizon_months as Month,
            peopled_sizes: self.sizes.each_ref().map(|size| self.is_peopled(size)),
            peopled_categories: self
                .categories
                .rows
                .iter()
                .map(|category| category.maker_share > 0.0)
                .collect(),
            size_shares: self
                .sizes
                .each_ref()
                .map(|size| if makers > 0.0 { size.count / makers } else { 0.0 }),
            category_shares: self.categories.rows.iter().map(|category| category.maker_share).collect(),
            means: self.means(),
        }
    }

    /// Will there be makers of a size class?
    pub(super) fn is_peopled(&self, size: &SizeClass) -> bool {
        size.count > 0.0 || (self.entry.slots > 0.0 && size.entrant_share > 0.0)
    }

    /// The size class that a turnover falls in, EUR a year: the first that reaches so far of those that have makers, or the last of
    /// them. None where classes are for life.
    pub fn size_by_turnover(&self, turnover: f64) -> Option<u8> {
        if self.finance.size_years == 0.0 {
            return None;
        }
        let mut peopled = (0..self.sizes.len()).filter(|&index| self.is_peopled(&self.sizes[index]));
        let reaches = |&index: &usize| turnover <= self.sizes[index].turnover_max_eur;
        peopled.clone().find(reaches).or_else(|| peopled.next_back()).map(|index| index as u8)
    }

    /// The care whose yearly cost would take the whole gross margin of the greatest maker of a size. Direct accidents know no
    /// such bound here.
    fn affordable(&self, size: &SizeClass) -> Levels {
        if self.accident.count != AccidentCount::Lifecycle {
            return Levels { design: f64::INFINITY, testing: f64::INFINITY, response: f64::INFINITY };
        }
        let (care, turnover) = (&self.care, size.turnover_max_eur);
        let launches = self.releases_a_year();
        let most = |cost_eur: f64, times: f64| {
            let level = |category: &Category| {
                let scale =
                    pow(turnover / category.price_eur / times / care.reference_units, care.scale_exponent);
                turnover * category.gross_margin / (cost_eur * times * scale)
            };
            self.categories.rows.iter().map(level).fold(0.0, f64::max)
        };
        Levels {
            design: most(care.cost_design_eur, launches),
            testing: most(care.cost_testing_eur, launches),
            response: most(care.cost_response_eur, 1.0),
        }
    }

    /// What, paid for each release, would do the same, EUR.
    fn affordable_eur(&self, size: &SizeClass) -> f64 {
        if self.accident.count != AccidentCount::Lifecycle {
            return f64::INFINITY;
        }
        let margin = self.categories.rows.iter().map(|category| category.gross_margin).fold(0.0, f64::max);
        size.turnover_max_eur * margin / self.releases_a_year()
    }

    fn releases_a_year(&self) -> f64 {
        self.innovation.launches_per_year.max(0.1)
    }

    fn means(&self) -> Means {
        let (care, decision) = (&self.care, &self.decision);
        let searched = if decision.search == Search::Grid { decision.grid_max } else { f64::INFINITY };
        let most = |imposed: f64| if imposed >= 0.0 { imposed } else { searched };
        Means {
            cover_offered: self.insurer.offered,
            lifecycle: self.accident.count == AccidentCount::Lifecycle,
            direct: self.accident.count != AccidentCount::Lifecycle,
            care_embodied: care.nature == CareNature::Embodied,
            most_care: Levels {
                design: most(care.imposed_design),
                testing: most(care.imposed_testing),
                response: most(care.imposed_response),
            },
            affordable: self.sizes.each_ref().map(|size| self.affordable(size)),
            affordable_eur: self.sizes.each_ref().map(|size| self.affordable_eur(size)),
            most_discovery: self.patching.discovery_maker + self.patching.discovery_response,
            owners_pay_for_fixes: self.segments.rows.iter().any(|segment| segment.patch_cost_eur > 0.0),
        }
    }
}
