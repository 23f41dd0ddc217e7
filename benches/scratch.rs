#[path = "../tests/support/mod.rs"]
mod support;
use caveat::run::Stage;
use support::{market, plan_of, watch};
fn main() {
    let scenario = market("markets/smart-home.toml", &[]);
    let plan = plan_of(&scenario, &["strict"]);
    let mut table = [[0.0f64; 4]; 4];
    let mut sales = [[0.0f64; 4]; 4];
    for r in 0..16 {
        let mut out = Vec::new();
        watch(&plan, r, |stage, world| {
            if matches!(stage, Stage::Evaluation(_)) && world.month == 119 {
                out = world
                    .active
                    .iter()
                    .map(|&i| {
                        let f = &world.firms[i as usize];
                        (f.size, f.turnover, f.first_turnover)
                    })
                    .collect();
            }
        })
        .unwrap();
        for (s, t, _) in out {
            let now = if t < 2e6 {
                0
            } else if t < 1e7 {
                1
            } else if t < 5e7 {
                2
            } else {
                3
            };
            table[s as usize][now] += 1.0 / 16.0;
            sales[s as usize][now] += t / 16e6;
        }
    }
    println!("{table:.1?}\n{sales:.1?}");
}
