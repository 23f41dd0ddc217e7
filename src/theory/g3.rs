//! Monoculture: the fewer components devices share, the wider a month's harm spreads about the same mean.

use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe};

pub(super) const GROUP: Group = Group {
    id: "g3",
    title: "Monoculture of shared components",
    source: "Geer et al. 2003 CyberInsecurity; Böhme and Kataria 2006 WEIS",
    formula: "mean = N·p; variance = N²·p·(1 − p)·HHI, HHI = Σ s²; P(any) = 1 − (1 − p)^M",
    params: &[
        Param::whole("N", 1e4, (1.0, 1e9), "devices"),
        Param::real("p", 0.05, (1e-6, 0.999_999), "probability that a component is compromised in a month"),
        Param::list(
            "shares",
            &[1.0],
            (0.0, 1.0),
            "share of devices that embed each component; they sum to 1",
        ),
    ],
    levers,
    answer,
};

/// How far shares may miss 1: they are often given to a few digits.
const SHARE_TOLERANCE: f64 = 1e-2;
/// The lever of the number of devices.
const DEVICES: &str = "demand.fixed_units";

/// Every device lives for a month, and loses a euro if it is compromised.
fn levers(params: &Params) -> Patch {
    let patch = Patch::new()
        .set("accident.rate", 0)
        .set("accident.shared_rate", params.get("p"))
        .set("accident.victims", "sold")
        .set("head.property.mean_eur", 1)
        .set("clock.compensator_months", 1)
        .set(DEVICES, params.get("N"));
    params.list("shares").iter().enumerate().fold(patch, |patch, (index, share)| {
        let row = format!("component.c{index:02}");
        patch.row(&row).set(&format!("{row}.embedded"), share)
    })
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (devices, shares) = (probe.param("N"), probe.params().list("shares"));
    let sum: f64 = shares.iter().sum();
    if (sum - 1.0).abs() > SHARE_TOLERANCE {
        return Err(Error::Refused {
            group: GROUP.id,
            name: "shares",
            why: format!("sum to {sum}, not to 1"),
        });
    }
    let by_chance = Patch::new().set("accident.count", "bernoulli");
    let monoculture = by_chance.clone().set("component.*.embedded", 0).set("component.c00.embedded", 1);
    let variance =
        |patch: &Patch, probe: &mut Probe<'_>| probe.run(patch).map(|run| run.column(Column::HarmVariance));
    let mean = probe.run(&Patch::new())?.column(Column::Accidents);
    let any = probe.run(&by_chance)?.column(Column::AccidentChance);
    let spread = variance(&by_chance, probe)?;
    let most = variance(&monoculture, probe)?;
    let one_device = variance(&monoculture.set(DEVICES, 1), probe)?;
    Ok(Answers::new()
        .number("mean", mean)
        .number("sd", spread.sqrt())
        .derived("hhi", spread / most)
        .number("prob_any", any)
        .derived("sd_if_independent", (devices * one_device).sqrt()))
}
