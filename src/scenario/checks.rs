//! What no single field can say: shares that sum, bounds in order, a market that can be calibrated and simulated.

use super::load::{Load, of_flaws};
use super::market::{
    AccidentCount, CareNature, DemandFit, DemandModel, HeadName, MAX_CELLS, Risk, Search, Segment,
    SizeClassName,
};
use super::market_file::Draft;
use super::tables::table;
use crate::distributions::Adoption;
use crate::error::{Kind, Place, Problem};

/// Most months of burn-in and horizon: the birth of an entrant is part of its key.
const MAX_MONTHS: f64 = 1_000.0;

/// Most makers in one run, entrants included.
pub const MAX_MAKERS: f64 = 2_000_000.0;

/// Most memory of one replication, in million bytes: every thread holds one.
const MAX_MEGABYTES: f64 = 6_500.0;

/// Most exploitable flaws × months of one replication under one regime, if nobody takes care: some minutes of a core.
const MAX_FLAW_MONTHS: f64 = 4e9;

/// Most flaws of one maker × months. Calibration plays some thousand makers, however many there are: some minutes of a core too.
const MAX_FLAW_MONTHS_A_MAKER: f64 = 4e5;

/// Most product categories.
pub const MAX_NAMES: usize = 64;

/// Most components.
const MAX_COMPONENTS: usize = 1024;

/// Fields that sum to 1 over the rows of their table: table and field.
pub const SHARES: [(&str, &str); 4] =
    [("category", "maker_share"), ("segment", "share"), ("jurisdiction", "share"), ("size", "entrant_share")];

/// How far shares may miss 1.
const SHARE_TOLERANCE: f64 = 1e-9;

/// Everything that is wrong between the fields of a market; `start` is the place of the file itself.
pub(super) fn check(draft: &Draft, start: &Place) -> Vec<Problem> {
    let checks = Checks { draft, start };
    let found = [
        checks.required(),
        checks.shares(),
        checks.rules_of_thumb().into_iter().collect(),
        checks.turnovers(),
        checks.size_classes(),
        checks.adoption(),
        checks.severities(),
        checks.calibration(),
        checks.modes(),
        checks.fixed_units(),
        checks.size(),
    ];
    found.concat()
}

struct Checks<'a> {
    draft: &'a Draft,
    start: &'a Place,
}

impl Checks<'_> {
    /// Where a field is set, or else where its table begins.
    fn place(&self, path: &str) -> Place {
        let mut prefix = path;
        loop {
            if let Some(stated) = self.draft.stated.get(prefix) {
                return stated.place.clone();
            }
            if let Some(place) = self.draft.opened.get(prefix) {
                return place.clone();
            }
            match prefix.rsplit_once('.') {
                Some((shorter, _)) => prefix = shorter,
                None => return self.start.clone(),
            }
        }
    }

    fn set_at(&self, path: &str) -> Option<Place> {
        self.draft.stated.get(path).map(|stated| stated.place.clone())
    }

    /// Tables that must have a row.
    fn required(&self) -> Vec<Problem> {
        let market = &self.draft.market;
        let counts = [
            ("category", market.categories.len()),
            ("segment", market.segments.len()),
            ("jurisdiction", market.jurisdictions.len()),
        ];
        let missing = counts.into_iter().filter(|(_, count)| *count == 0).map(|(name, _)| {
            Problem::new(Kind::Missing, self.start.clone(), format!("the market has no {name}"))
                .help(format!("add a table [{name}.NAME]"))
        });
        let mut problems: Vec<Problem> = missing.collect();
        if market.sizes.iter().all(|size| size.count == 0.0) {
            let problem = Problem::new(Kind::Missing, self.place("size"), "the market has no maker");
            problems.push(problem.help("set count in at least one of [size.micro] … [size.large]"));
        }
        problems
    }

    /// Shares of one table that must sum to 1.
    fn shares(&self) -> Vec<Problem> {
        let market = &self.draft.market;
        let entrants = market.entry.slots > 0.0;
        SHARES
            .into_iter()
            .filter(|(name, _)| *name != "size" || entrants)
            .filter_map(|(name, field)| self.share(name, field))
            .collect()
    }

    fn share(&self, name: &str, field: &str) -> Option<Problem> {
        let table = table(name)?;
        let position = table.field(field)?;
        let market = &self.draft.market;
        let rows = table.paths(market);
        let sum: f64 = rows.iter().map(|(row, _)| table.get(market, *row, position).num()).sum();
        if rows.is_empty() || (sum - 1.0).abs() <= SHARE_TOLERANCE * rows.len() as f64 {
            return None;
        }
        let paths: Vec<String> = rows.iter().map(|(_, path)| format!("{path}.{field}")).collect();
        let last = paths.last()?;
        let message = format!("{name}.*.{field} must sum to 1, but sums to {sum}");
        let problem = Problem::new(Kind::Conflict, self.place(last), message);
        let others = paths.iter().filter(|path| *path != last);
        Some(
            others.fold(problem, |problem, path| {
                problem.related(format!("{path} is set here"), self.set_at(path))
            }),
        )
    }

    /// Shares of makers by the rule by which they decide.
    fn rules_of_thumb(&self) -> Option<Problem> {
        let decision = &self.draft.market.decision;
        let sum = decision.adaptive_share + decision.imitative_share;
        let (first, second) = ("decision.imitative_share", "decision.adaptive_share");
        (sum > 1.0 + SHARE_TOLERANCE).then(|| {
            let message = format!("{second} and {first} sum to {sum}: more than all makers");
            let place = self.set_at(first).unwrap_or_else(|| self.place(second));
            Problem::new(Kind::Conflict, place, message)
                .help("lower one of them; what they leave is rational")
                .related(format!("{second} is set here"), self.set_at(second))
        })
    }

    /// Bounds of turnover.
    fn turnovers(&self) -> Vec<Problem> {
        let market = &self.draft.market;
        let sizes = SizeClassName::NAMES.iter().zip(&market.sizes).filter_map(|(name, size)| {
            let message = "the least turnover lies above the greatest";
            let wrong = size.turnover_min_eur > size.turnover_max_eur;
            wrong.then(|| self.pair(&format!("size.{name}"), "turnover_min_eur", "turnover_max_eur", message))
        });
        sizes.collect()
    }

    /// Where classes follow turnover, bounds must tell them apart.
    fn size_classes(&self) -> Vec<Problem> {
        let market = &self.draft.market;
        if market.finance.size_years == 0.0 {
            return Vec::new();
        }
        let classes =
            SizeClassName::NAMES.iter().zip(&market.sizes).filter(|(_, size)| market.is_peopled(size));
        let above = classes.clone().skip(1);
        let wrong =
            classes.zip(above).filter(|((_, less), (_, more))| more.turnover_max_eur < less.turnover_max_eur);
        wrong
            .map(|((lower, _), (upper, _))| {
                let [lower, upper] = [lower, upper].map(|name| format!("size.{name}.turnover_max_eur"));
                let message = format!("{upper} lies below {lower}: turnover does not tell which class a maker is of");
                Problem::new(Kind::Conflict, self.place(&upper), message)
                    .help("let each class reach further than the one before, or set finance.size_years to 0: classes for life")
                    .related(format!("{lower} is set here"), self.set_at(&lower))
            })
            .collect()
    }

    /// Shares of owners through which no curve of adoption passes.
    fn adoption(&self) -> Vec<Problem> {
        let curve = |segment: &Segment| Adoption::fit(segment.never_patch, segment.auto_patch);
        let segments = self.draft.market.segments.iter();
        let failed = segments.filter_map(|(name, segment)| Some((name, curve(segment).err()?)));
        failed
            .map(|(name, e)| {
                self.pair(&format!("segment.{name}"), "never_patch", "auto_patch", &e.to_string())
            })
            .collect()
    }

    /// Heads whose mean loss the greatest loss does not allow, in some category.
    fn severities(&self) -> Vec<Problem> {
        let market = &self.draft.market;
        let heads = HeadName::NAMES.iter().zip(&market.heads);
        let failed =
            heads.filter_map(|(name, head)| {
                market.categories.iter().find_map(|(category, row)| {
                    let error = head.severity(row.severity).err()?;
                    let problem =
                        self.pair(&format!("head.{name}"), "mean_eur", "max_loss_eur", &error.to_string());
                    let path = format!("category.{category}.severity");
                    Some(problem.related(
                        format!("{path}, which multiplies the mean, is set here"),
                        self.set_at(&path),
                    ))
                })
            });
        failed.collect()
    }

    fn pair(&self, row: &str, first: &str, second: &str, message: &str) -> Problem {
        let (first, second) = (format!("{row}.{first}"), format!("{row}.{second}"));
        Problem::new(Kind::Conflict, self.place(&first), format!("{row}: {message}"))
            .related(format!("{second} is set here"), self.set_at(&second))
    }

    /// Demand can be fitted to a margin and a price response only if the markup that the margin leaves after what follows turnover is
    /// above 0, and markup × response stays below the share of those in the market who wait, `s0`; with `δ = 1/(12·life)` and `ν` the arrival rate,
    /// `1 − s0 = δ·served / (ν·(1 − served) + δ·served)`.
    fn calibration(&self) -> Vec<Problem> {
        let market = &self.draft.market;
        if market.demand.model != DemandModel::Logit || market.demand.fit == DemandFit::Stated {
            return Vec::new();
        }
        let response = market.demand.price_response.abs();
        let fits = market.categories.iter().filter_map(|(name, category)| {
            let replaced = category.served_share / (12.0 * category.life_years);
            let arriving = market.demand.arrival * (1.0 - category.served_share);
            let waiting = arriving / (arriving + replaced);
            let path = format!("category.{name}.gross_margin");
            let markup = market.first_markup(category.gross_margin);
            if markup <= 0.0 {
                return Some(self.no_markup(name, category.gross_margin, &path));
            }
            let product = markup * response;
            let message = format!(
                "category.{name}: markup × |price response| = {product:.3} exceeds {waiting:.3}, the share of \
                 those in the market who wait: no logit demand has both"
            );
            let help = "lower gross_margin or |demand.price_response|, or lower served_share or raise demand.arrival";
            let problem = || Problem::new(Kind::Conflict, self.place(&path), message).help(help);
            let response = "demand.price_response";
            (product > waiting).then(|| problem().related(format!("{response} is set here"), self.set_at(response)))
        });
        fits.collect()
    }

    /// A gross margin that what follows turnover uses up: no price is worth its cost.
    fn no_markup(&self, name: &str, margin: f64, path: &str) -> Problem {
        let market = &self.draft.market;
        let least = market.lost_of_price(market.usual_research(), 0.0, 0.0);
        let message = format!(
            "category.{name}: a gross margin of {margin:.3} leaves no markup, for overhead, research and the cash kept for outlays take \
             {least:.3} of a price"
        );
        Problem::new(Kind::Conflict, self.place(path), message)
            .help("raise gross_margin, or lower finance.overhead_share, innovation.rd_share or finance.liquidity_months")
            .related("finance.overhead_share is set here".to_owned(), self.set_at("finance.overhead_share"))
    }

    /// Levers of one way to model accidents that the other does not know.
    fn modes(&self) -> Vec<Problem> {
        let market = &self.draft.market;
        let care = &market.care;
        let direct = market.accident.count != AccidentCount::Lifecycle;
        let unknown = [
            ("care.imposed_testing", direct && care.imposed_testing >= 0.0),
            ("care.imposed_response", direct && care.imposed_response >= 0.0),
            ("care.nature", direct && care.nature == CareNature::Flow),
            ("accident.shared_rate", !direct && market.accident.shared_rate > 0.0),
            ("accident.owner_productivity", !direct && market.accident.owner_productivity > 0.0),
            (
                "component.*.accidents",
                !direct && market.components.rows.iter().any(|component| component.accidents > 0.0),
            ),
            ("threat.displacement", direct && market.threat.displacement > 0.0),
            ("patching.owner_response", direct && market.patching.owner_response > 0.0),
            ("decision.risk", direct && market.decision.risk != Risk::Neutral),
            ("decision.search", !direct && market.decision.search == Search::Grid),
            ("decision.adaptive_share", direct && market.decision.adaptive_share > 0.0),
            ("decision.imitative_share", direct && market.decision.imitative_share > 0.0),
        ];
        let problem = |(path, _): (&str, bool)| {
            let count = market.accident.count.name();
            let message = format!("{path} has no effect with accident.count = \"{count}\"");
            let place = self.set_at(path).unwrap_or_else(|| self.place("accident.count"));
            Problem::new(Kind::Conflict, place, message)
                .help("leave it out, or change accident.count")
                .related("accident.count is set here", self.set_at("accident.count"))
        };
        unknown.into_iter().filter(|&(_, wrong)| wrong).map(problem).collect()
    }

    /// Makers that sell a fixed number of units must sell some.
    fn fixed_units(&self) -> Vec<Problem> {
        let demand = &self.draft.market.demand;
        if demand.model != DemandModel::FixedUnits || demand.fixed_units > 0.0 {
            return Vec::new();
        }
        let message = "demand.model is fixed_units, but demand.fixed_units is 0: nobody sells anything";
        let place = self.set_at("demand.fixed_units").unwrap_or_else(|| self.place("demand.model"));
        vec![Problem::new(Kind::Conflict, place, message).help("set demand.fixed_units above 0")]
    }

    /// What is too large to simulate.
    fn size(&self) -> Vec<Problem> {
        let market = &self.draft.market;
        let mut problems = Vec::new();
        let mut limit = |path: &str, what: String, count: f64, most: f64, help: &str| {
            problems.extend((count > most).then(|| self.too_large(path, &what, count, most, help)));
        };
        let cells = market.segments.len() * market.jurisdictions.len();
        limit(
            "segment",
            "segments × jurisdictions".into(),
            cells as f64,
            MAX_CELLS as f64,
            "merge some of them",
        );
        let tables = [
            ("category", market.categories.len(), MAX_NAMES),
            ("component", market.components.len(), MAX_COMPONENTS),
        ];
        for (name, count, most) in tables {
            limit(name, format!("tables of {name}"), count as f64, most as f64, "merge some of them");
        }
        let months = market.clock.burn_in_months + market.clock.horizon_months;
        limit(
            "clock.horizon_months",
            "burn-in and horizon, months".into(),
            months,
            MAX_MONTHS,
            "shorten clock.burn_in_months or clock.horizon_months",
        );
        problems.extend(self.load());
        problems
    }

    /// What asks too much of the machine: of every lever that makes it so, the first limit that it exceeds.
    fn load(&self) -> Vec<Problem> {
        let market = &self.draft.market;
        let load = Load::of(market);
        let largest =
            (0..4).max_by(|a, b| market.sizes[*a].count.total_cmp(&market.sizes[*b].count)).unwrap_or(0);
        let (of_makers, of_flaws) =
            (format!("size.{}.count", SizeClassName::NAMES[largest]), of_flaws(market));
        let fewer_makers = "lower size.*.count, entry.slots or the horizon";
        let fewer_flaws = "lower care.flaws_*, component.*.flaws_per_year, category.*.complexity, threat.ever_exploited or size.*.count";
        let limits = [
            (&of_makers, "makers, potential entrants included", load.makers, MAX_MAKERS, fewer_makers),
            (
                &of_makers,
                "memory of a replication at zero care, million bytes",
                load.megabytes,
                MAX_MEGABYTES,
                "lower size.*.count or entry.slots, or care.flaws_* or innovation.launches_per_year",
            ),
            (
                &of_flaws,
                "flaws × months of a replication at zero care",
                load.flaw_months,
                MAX_FLAW_MONTHS,
                fewer_flaws,
            ),
            (
                &of_flaws,
                "flaws of one maker × months, which calibration plays, at zero care",
                load.flaw_months_a_maker,
                MAX_FLAW_MONTHS_A_MAKER,
                "lower care.flaws_*, component.*.flaws_per_year, category.*.complexity or threat.ever_exploited, or shorten the clock",
            ),
        ];
        let exceeded: Vec<_> = limits.into_iter().filter(|(_, _, asked, most, _)| asked > most).collect();
        let first = |index: usize| exceeded[..index].iter().all(|(path, ..)| *path != exceeded[index].0);
        let told = exceeded.iter().enumerate().filter(|(index, _)| first(*index)).map(|(_, limit)| limit);
        told.map(|(path, what, asked, most, help)| self.too_large(path, what, asked.round(), *most, help))
            .collect()
    }

    fn too_large(&self, path: &str, what: &str, asked: f64, most: f64, help: &str) -> Problem {
        let message = format!("a market too large to simulate: {what}, {asked}, but {most} at most");
        Problem::new(Kind::TooLarge, self.place(path), message).help(help)
    }
}
