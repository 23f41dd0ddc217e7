//! Figures that no file states and that move the market all the same: the registry's defaults, where nothing has switched them off.

use super::Assumption;
use super::market::{AccidentCount, DemandFit, DemandModel, Head, HeadName, Market, Search, SeverityLaw};
use crate::lever::Kind;

/// Tables that say how long and how large a simulation is, and nothing of the market.
const OF_THE_RUN: [&str; 2] = ["clock", "limits"];

/// Fields that name a place, and measure nothing.
const NAMES: [&str; 1] = ["slot"];

impl Assumption {
    /// Whether it is a figure that no file states and that its market uses.
    pub(super) fn is_silent(&self, market: &Market) -> bool {
        let (table, field) = (self.path.split('.').next().unwrap_or_default(), self.lever.field());
        self.place.is_none()
            && !OF_THE_RUN.contains(&table)
            && !NAMES.contains(&field)
            && self.is_a_figure()
            && is_used(market, table, self.path.split('.').nth(1).unwrap_or_default(), field)
    }

    /// Whether the value is a number that does something: not 0, no stand-in for none, and no ratio or share that leaves all as it is.
    fn is_a_figure(&self) -> bool {
        let value = self.value.num();
        let neutral = value == 1.0 && matches!(self.lever.unit, "ratio" | "share");
        matches!(self.lever.kind, Kind::Num { .. } | Kind::Whole { .. })
            && ![0.0, -1.0, f64::INFINITY].contains(&value)
            && !neutral
    }
}

/// Whether the levers that a field hangs on are on.
fn is_used(market: &Market, table: &str, row: &str, field: &str) -> bool {
    let lifecycle = market.accident.count == AccidentCount::Lifecycle;
    match table {
        "head" => HeadName::NAMES
            .iter()
            .position(|name| *name == row)
            .is_some_and(|index| of_head(&market.heads[index], field)),
        "demand" => of_demand(market, field),
        "decision" => of_decision(market, field),
        "innovation" => market.innovation.rd_share > 0.0,
        "entry" => market.entry.slots > 0.0 || field == "grace_months",
        "insurer" => market.insurer.offered,
        "supplier" => market.components.rows.iter().any(|component| component.decides),
        "component" => {
            lifecycle && market.components.rows.iter().any(|component| component.flaws_per_year > 0.0)
        }
        "patching" if field == "usual_effort_eur" => market.patching.owner_response > 0.0,
        "threat" | "patching" => lifecycle,
        _ => true,
    }
}

fn of_head(head: &Head, field: &str) -> bool {
    let spread = head.law == SeverityLaw::LogNormalPareto;
    head.incidence > 0.0
        && match field {
            "log_sd" => spread,
            "tail_index" => spread && head.tail_share > 0.0,
            "max_loss_eur" => head.law != SeverityLaw::Point,
            _ => true,
        }
}

fn of_demand(market: &Market, field: &str) -> bool {
    let demand = &market.demand;
    let logit = demand.model == DemandModel::Logit;
    match field {
        "price_weight" => logit && demand.fit == DemandFit::Stated,
        "price_response" | "arrival" => logit && demand.fit == DemandFit::Observed,
        "trust_speed" => demand.trust_weight > 0.0,
        "reputation_recovery" => demand.reputation_loss > 0.0,
        "shock_persistence" => demand.shock_sd > 0.0,
        _ => logit,
    }
}

fn of_decision(market: &Market, field: &str) -> bool {
    let decision = &market.decision;
    let thumb = decision.adaptive_share + decision.imitative_share > 0.0;
    match field {
        "grid_points" | "grid_max" => decision.search == Search::Grid,
        "experiment" => thumb,
        "imitation_precision" => decision.imitative_share > 0.0,
        _ => true,
    }
}
