//! Rivals of whom only some are liable: the exempt ones gain share.

use super::{Answers, ClassReading, Error, Group, Param, Params, Patch, Probe, Reading};

pub(super) const GROUP: Group = Group {
    id: "j4",
    title: "Liability of some rivals only",
    source: "asymmetric logit Bertrand: Anderson, de Palma and Thisse 1992; own solution",
    formula: "Nash prices p_i − c_i − l_i = 1/(alpha·(1 − s_i)), s_i = e^(delta_i − alpha·p_i)/(1 + Σ e^(delta_j − alpha·p_j))",
    params: &[
        Param::real("alpha", 0.1, (1e-4, 1e4), "weight of a euro in utility"),
        Param::list(
            "delta",
            &[6.0, 6.0, 5.0],
            (-1000.0, 1000.0),
            "utility of each product before its price, over waiting",
        ),
        Param::list("c", &[40.0, 40.0, 35.0], (0.0, 1e6), "unit cost of each, EUR"),
        Param::list(
            "liability_per_unit",
            &[4.0, 4.0, 0.0],
            (0.0, 1e6),
            "liability for each unit, EUR; 0: exempt",
        ),
    ],
    levers,
    answer,
};

/// Size classes: makers of one class are alike.
const CLASSES: [&str; 4] = ["micro", "small", "medium", "large"];
/// Turnover that sets the scale of the market, EUR a year.
const TURNOVER: f64 = 1e9;
/// Prices stand still if a month moves them by less than this, relative to them.
const STILL: f64 = 1e-12;

/// Makers that are alike, by size class.
fn classes(params: &Params) -> Result<(Vec<[f64; 3]>, Vec<usize>), Error> {
    let lists = ["delta", "c", "liability_per_unit"].map(|name| params.list(name));
    let makers = lists[0].len();
    let refused = |name, why: String| Error::Refused { group: GROUP.id, name, why };
    for (name, list) in ["delta", "c", "liability_per_unit"].into_iter().zip(lists) {
        if list.len() != makers {
            let why = format!("has {} numbers, but delta {makers}: one for each maker", list.len());
            return Err(refused(name, why));
        }
    }
    let mut kinds: Vec<[f64; 3]> = Vec::new();
    let of = (0..makers).map(|maker| {
        let kind = lists.map(|list| list[maker]);
        kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
            kinds.push(kind);
            kinds.len() - 1
        })
    });
    let of: Vec<usize> = of.collect();
    if kinds.len() > CLASSES.len() {
        let why = format!("and the other lists make {} kinds of makers; 4 at most", kinds.len());
        return Err(refused("delta", why));
    }
    Ok((kinds, of))
}

fn levers(params: &Params) -> Patch {
    let patch = Patch::new()
        .set("clock.horizon_months", 600)
        .set("demand.price_step", 1)
        .set("demand.model", "logit")
        .set("demand.pricing", "oligopoly")
        .set("demand.price_weight", params.get("alpha"))
        .set("demand.unit_cost_eur", 0)
        .set("size.*.turnover_max_eur", TURNOVER)
        .set("size.*.turnover_min_eur", TURNOVER)
        .set("size.*.count", 0)
        .set("care.imposed_design", 0)
        .set("accident.rate", 1)
        .set("accident.victims", "sold");
    let Ok((kinds, of)) = classes(params) else { return patch };
    let start = kinds.iter().map(|[_, cost, _]| cost).sum::<f64>() / kinds.len() as f64;
    let patch = patch.set("category.*.price_eur", start + 1.0 / params.get("alpha"));
    kinds.iter().zip(CLASSES).enumerate().fold(patch, |patch, (at, ([delta, cost, _], class))| {
        let count = of.iter().filter(|&&kind| kind == at).count();
        patch
            .set(&format!("size.{class}.count"), count)
            .set(&format!("size.{class}.quality"), delta)
            .set(&format!("size.{class}.unit_cost_eur"), cost)
    })
}

/// The law makes some classes answer for their share of what a unit does.
fn liability(kinds: &[[f64; 3]]) -> Patch {
    let most = kinds.iter().map(|kind| kind[2]).fold(0.0, f64::max);
    let patch = Patch::new().set("head.property.mean_eur", most);
    let liable = kinds.iter().zip(CLASSES).filter(|(kind, _)| kind[2] > 0.0);
    liable.fold(patch, |patch, (kind, class)| {
        patch
            .set(&format!("standard.kind[size={class}]"), "strict")
            .set(&format!("damages.property[size={class}]"), kind[2] / most)
    })
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (kinds, of) = classes(probe.params())?;
    let (before, after) = (rest(probe, &Patch::new(), &kinds)?, rest(probe, &liability(&kinds), &kinds)?);
    let each = |run: &Reading, read: fn(&ClassReading) -> f64| {
        of.iter().map(|&kind| read(&run.class(CLASSES[kind]))).collect()
    };
    Ok(Answers::new()
        .numbers("price_before", each(&before, |class| class.price))
        .numbers("share_before", each(&before, |class| class.share))
        .numbers("price_after", each(&after, |class| class.price))
        .numbers("share_after", each(&after, |class| class.share)))
}

/// The market once makers' own price steps have come to rest.
fn rest(probe: &mut Probe<'_>, law: &Patch, kinds: &[[f64; 3]]) -> Result<Reading, Error> {
    let run = probe.run(law)?;
    let still = |class: &str| {
        let read = run.class(class);
        read.price_change.abs() <= STILL * read.price
    };
    if CLASSES.iter().take(kinds.len()).all(|class| still(class)) {
        return Ok(run);
    }
    Err(Error::Unsettled { what: "prices do not come to rest in 600 months".into() })
}
