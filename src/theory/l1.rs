//! Makers that differ in the harm they do: liability follows it but is diluted, a standard is enforced but the same for all.

use super::accident::{ASSETS, K, P0, risk, strict};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe, Reading};

pub(super) const GROUP: Group = Group {
    id: "l1",
    title: "Liability, regulation, or both",
    source: "Shavell 1984 RAND 15:271",
    formula: "liability: x_L(h) = ln(k·p0·pi·min(h, y))/k; regulation: s = ln(k·p0·E[h])/k; both: max(s, x_L(h)), s least E[x + p(x)·h]",
    params: &[
        P0,
        K,
        Param::real("h1", 40.0, (1e-6, 1e9), "least harm of an accident, EUR"),
        Param::real(
            "h2",
            160.0,
            (1e-6, 1e9),
            "greatest harm of an accident, EUR; in between all are as likely",
        ),
        Param::real("assets", 140.0, (0.0, 1e15), "assets of every maker, EUR"),
        Param::real("pi", 0.9, (0.0, 1.0), "probability that an accident is traced to its maker"),
    ],
    levers,
    answer,
};

/// Makers, each with a product of its own: as many equally likely harms between two.
const MAKERS: usize = 32;
/// The lever of the standard.
const FLOOR: &str = "duties.floor_design";
/// The lever of how a product's harm compares with the greatest.
const HARM: &str = "category.*.severity";

fn product(at: usize) -> String {
    if at == 0 { "device".to_owned() } else { format!("h{at:02}") }
}

fn levers(params: &Params) -> Patch {
    let rows = (1..MAKERS).fold(risk(params), |patch, at| patch.row(format!("category.{}", product(at))));
    rows.set("category.*.price_eur", 1)
        .set("category.*.maker_share", 1.0 / MAKERS as f64)
        .set("size.small.count", MAKERS)
        .set("head.property.mean_eur", params.get("h2"))
        .and(&makers(params.get("h1") / params.get("h2"), 1.0))
}

/// All makers, their harms the middles of equal parts of a range, over the greatest.
fn makers(least: f64, greatest: f64) -> Patch {
    let middle = |at: usize| least + (greatest - least) * (at as f64 + 0.5) / MAKERS as f64;
    (0..MAKERS)
        .fold(Patch::new(), |patch, at| patch.set(&format!("category.{}.severity", product(at)), middle(at)))
}

/// One maker of this harm, over the greatest.
fn one_maker(harm: f64) -> Patch {
    Patch::new().set("size.small.count", 1).set(HARM, harm)
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (least, greatest) = (probe.param("h1"), probe.param("h2"));
    if least > greatest {
        let why = format!("is above h2, which is {greatest}");
        return Err(Error::Refused { group: GROUP.id, name: "h1", why });
    }
    let law = strict().set("causation.attribution", probe.param("pi")).set(ASSETS, probe.param("assets"));
    // A maker that surely pays for all it does is its own planner.
    let first_best = probe.run(&strict())?;
    let liable = probe.run(&law)?;
    let (standard, regulated) = probe.minimise(FLOOR, &Patch::new(), Reading::social_cost)?;
    let alone =
        Both { standard: 0.0, cost: liable.social_cost(), care: liable.column(Column::Care), bound: 0.0 };
    let everybody =
        Both { standard, cost: regulated.social_cost(), care: regulated.column(Column::Care), bound: 1.0 };
    let both = joint(probe, &law, &alone, everybody)?;
    Ok(Answers::new()
        .number("first_best", first_best.social_cost())
        .number("liability_alone", alone.cost)
        .number("regulation_alone_s", standard)
        .number("regulation_alone", regulated.social_cost())
        .number("joint_s", both.standard)
        .number("joint", both.cost)
        .number("mean_care_liability", alone.care)
        .number("mean_care_joint", both.care)
        .number("share_firms_bound_by_standard", both.bound))
}

/// Makers under a standard beside liability, on average.
#[derive(Clone, Copy)]
struct Both {
    standard: f64,
    cost: f64,
    care: f64,
    /// Share of makers whose care the standard raises.
    bound: f64,
}

/// The best standard beside liability. It is the care that some maker takes by itself, so that those who do less harm are bound by
/// it; or it binds everybody, and is the best without liability.
fn joint(probe: &mut Probe<'_>, law: &Patch, alone: &Both, everybody: Both) -> Result<Both, Error> {
    let least = probe.param("h1") / probe.param("h2");
    let most_careful = probe.run(&law.clone().and(&one_maker(1.0)))?.column(Column::Care);
    let mut best = Both { standard: most_careful, ..*alone };
    if least < 1.0 {
        let marginal =
            probe.least((least, 1.0), |probe, harm| beside(probe, law, alone, harm).map(|both| both.cost))?;
        best = beside(probe, law, alone, marginal)?;
    }
    let binds_all = everybody.standard > most_careful && everybody.cost < best.cost;
    Ok(if binds_all { everybody } else { best })
}

/// Makers under the standard that is the care of one of them: for those who do less harm, the difference between two runs.
fn beside(probe: &mut Probe<'_>, law: &Patch, alone: &Both, harm: f64) -> Result<Both, Error> {
    let least = probe.param("h1") / probe.param("h2");
    let standard = probe.run(&law.clone().and(&one_maker(harm)))?.column(Column::Care);
    let bound = (harm - least) / (1.0 - least);
    let below = law.clone().and(&makers(least, harm));
    let (free, held) = (probe.run(&below)?, probe.run(&below.set(FLOOR, standard))?);
    let more = |of: &dyn Fn(&Reading) -> f64| bound * (of(&held) - of(&free));
    Ok(Both {
        standard,
        cost: alone.cost + more(&Reading::social_cost),
        care: alone.care + more(&|run| run.column(Column::Care)),
        bound,
    })
}
