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

/// Makers, each with a product of its own: as many equally likely harms.
const MAKERS: usize = 32;
/// The lever of the standard.
const FLOOR: &str = "duties.floor_design";
/// The lever of how a product's harm compares with the greatest.
const HARM: &str = "category.*.severity";
/// Care is above another level if it is so by more than this, relative to it.
const MORE: f64 = 1e-12;

/// Harms over the greatest: least, and all their middles.
fn harms(params: &Params) -> (f64, impl Iterator<Item = f64>) {
    let least = params.get("h1") / params.get("h2");
    let middle = move |at: usize| least + (1.0 - least) * (at as f64 + 0.5) / MAKERS as f64;
    (least, (0..MAKERS).map(middle))
}

fn levers(params: &Params) -> Patch {
    let name = |at: usize| if at == 0 { "device".to_owned() } else { format!("h{at:02}") };
    let rows = (1..MAKERS).map(name).fold(risk(params), |patch, name| patch.row(format!("category.{name}")));
    let patch = rows
        .set("category.*.price_eur", 1)
        .set("category.*.maker_share", 1.0 / MAKERS as f64)
        .set("size.small.count", MAKERS)
        .set("head.property.mean_eur", params.get("h2"));
    let (_, harms) = harms(params);
    harms
        .enumerate()
        .fold(patch, |patch, (at, harm)| patch.set(&format!("category.{}.severity", name(at)), harm))
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
    let (joint, both) = joint_standard(probe, &law, standard, &liable)?;
    Ok(Answers::new()
        .number("first_best", first_best.social_cost())
        .number("liability_alone", liable.social_cost())
        .number("regulation_alone_s", standard)
        .number("regulation_alone", regulated.social_cost())
        .number("joint_s", joint)
        .number("joint", both.social_cost())
        .number("mean_care_liability", liable.column(Column::Care))
        .number("mean_care_joint", both.column(Column::Care))
        .number("share_firms_bound_by_standard", bound(probe, &law, joint)?))
}

/// The standard of least social cost beside liability: between the least that binds anybody, and the best without liability.
fn joint_standard(
    probe: &mut Probe<'_>,
    law: &Patch,
    most: f64,
    liable: &Reading,
) -> Result<(f64, Reading), Error> {
    let alone = liable.column(Column::Care);
    let binds = |_: f64, run: &Reading| run.column(Column::Care) > alone + MORE * alone.max(MORE);
    let highest = probe.run(&law.clone().set(FLOOR, most))?;
    if !binds(most, &highest) {
        return Ok((most, highest));
    }
    let least = probe.bisect(FLOOR, (0.0, most), law, binds)?;
    probe.least(FLOOR, (least, most), law, Reading::social_cost)
}

/// Share of makers whose care a standard raises: those that do less harm than a maker that takes so much care by itself.
fn bound(probe: &mut Probe<'_>, law: &Patch, standard: f64) -> Result<f64, Error> {
    let (least, _) = harms(probe.params());
    let one = law.clone().set("size.small.count", 1);
    let careful = |_: f64, run: &Reading| run.column(Column::Care) >= standard;
    if !careful(1.0, &probe.run(&one.clone().set(HARM, 1))?) {
        return Ok(1.0);
    }
    let harm = probe.bisect(HARM, (least, 1.0), &one, careful)?;
    Ok(if harm > least { (harm - least) / (1.0 - least) } else { 0.0 })
}
