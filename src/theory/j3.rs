//! Prices of rivals whose buyers may also wait, and how much of a cost they pass on.

use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe, Reading};

pub(super) const GROUP: Group = Group {
    id: "j3",
    title: "Logit Bertrand with an outside option: prices and pass-through",
    source: "Weyl and Fabinger 2013 JPE 121:528; Berry 1994 RAND 25:242; Nevo 2001 Econometrica 69:307",
    formula: "p − c = 1/(alpha·(1 − s)), s = e^(delta − alpha·p)/(1 + N·e^(delta − alpha·p)); \
              pass-through = 1/(1 + s·(1 − N·s)/(1 − s)²)",
    params: &[
        Param::whole("N", 1.0, (1.0, 1000.0), "makers"),
        Param::real("alpha", 0.1, (1e-4, 1e4), "weight of a euro in utility"),
        Param::real("delta", 6.0, (-1000.0, 1000.0), "utility of a product before its price, over waiting"),
        Param::real("c", 30.0, (0.0, 1e6), "unit cost, EUR"),
        Param::real("t", 3.0, (-1e6, 1e6), "rise of the unit cost, EUR"),
    ],
    levers,
    answer,
};

/// The lever of unit cost.
const UNIT_COST: &str = "demand.unit_cost_eur";
/// Prices stand still if a month moves them by less than this, relative to unit cost and markup.
const STILL: f64 = 1e-12;
/// Cost shift for the local pass-through, as a share of the least markup `1/alpha`.
const SMALL_SHIFT: f64 = 1e-3;

fn levers(params: &Params) -> Patch {
    Patch::new()
        .set("clock.horizon_months", 600)
        .set("demand.price_step", 1)
        .set("size.small.count", params.get("N"))
        .set("demand.model", "logit")
        .set("demand.pricing", "oligopoly")
        .set("demand.price_weight", params.get("alpha"))
        .set("demand.quality", params.get("delta"))
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (c, t) = (probe.param("c"), probe.param("t"));
    if c + t < 0.0 {
        let expected = format!("at least -{c}, which leaves a unit cost of 0");
        return Err(Error::OutOfRange { group: GROUP.id, name: "t", value: t, expected });
    }
    let shift = SMALL_SHIFT / probe.param("alpha");
    let (before, after) = (equilibrium(probe, c)?, equilibrium(probe, c + t)?);
    let (less, more) = (equilibrium(probe, (c - shift).max(0.0))?, equilibrium(probe, c + shift)?);
    let price = |reading: &Reading| reading.column(Column::Price);
    let width = c + shift - (c - shift).max(0.0);
    let arc = if t == 0.0 { f64::NAN } else { (price(&after) - price(&before)) / t };
    Ok(Answers::new()
        .number("price", price(&before))
        .number("share", before.column(Column::Share))
        .number("price_after", price(&after))
        .number("share_after", after.column(Column::Share))
        .number("local_pass_through", (price(&more) - price(&less)) / width)
        .number("arc_pass_through", arc)
        .number("profit_per_consumer", before.column(Column::Profit))
        .number("profit_after", after.column(Column::Profit)))
}

/// The market once makers' own price steps have come to rest.
fn equilibrium(probe: &mut Probe<'_>, cost: f64) -> Result<Reading, Error> {
    let start = cost.max(0.0) + 1.0 / probe.param("alpha");
    let patch = Patch::new().set(UNIT_COST, cost).set("category.*.price_eur", start);
    let reading = probe.run(&patch)?;
    if reading.column(Column::PriceChange).abs() <= STILL * reading.column(Column::Price) {
        return Ok(reading);
    }
    Err(Error::Unsettled { what: "prices do not come to rest in 600 months".into() })
}
