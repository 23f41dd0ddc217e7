#![allow(missing_docs)]
use caveat::experiment::compare::Plan;
use caveat::scenario::*;
use std::time::Instant;
fn find(name: &str, from: &str) -> Result<Source, NotFound> {
    let dir = std::path::Path::new(from).parent().unwrap();
    for p in [format!("scenarios/regimes/{name}.toml"), dir.join(name).display().to_string()] {
        if let Ok(t) = std::fs::read_to_string(&p) { return Ok(Source::new(p.as_str(), t)); }
    }
    Err(NotFound { reason: "no".into(), known: vec![] })
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let n: u64 = args.get(1).map_or(4, |s| s.parse().unwrap());
    let market = args.get(2).cloned().unwrap_or("scenarios/markets/smart-home.toml".into());
    let sets: Vec<&str> = args.iter().skip(3).map(|s| s.as_str()).collect();
    let over = Overrides::parse(&sets).unwrap();
    let src = Source::new(market.as_str(), std::fs::read_to_string(&market).unwrap());
    let sc = Scenario::read(&src, &find, &over).map_err(|e| e.to_string()).unwrap();
    let names = ["status-quo","caveat-emptor","negligence","strict","strict-with-safe-harbour","tiered","phased"];
    let regs: Vec<_> = names.iter().map(|n| read_regime(&find(n, &market).unwrap(), &find, &over).map_err(|e| e.to_string()).unwrap()).collect();
    let t = Instant::now();
    let plan = Plan::new(&sc, &regs, 1).map_err(|e| e.to_string()).unwrap();
    println!("plan {:?}", t.elapsed());
    println!("{:?}", plan.setting().calibration);
    let t = Instant::now();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let reps = plan.run(0..n, &|| (), &stop);
    let el = t.elapsed().as_secs_f64();
    let fm: f64 = reps.iter().flat_map(|r| r.runs.as_ref().unwrap()).map(|r| r.firm_months).sum();
    println!("run {el:.3}s, {:.3} M firm-months/s (all threads)", fm/el/1e6);
    print!("{:26}", ""); for n in names { print!("{:>14}", &n[..n.len().min(13)]); } println!();
    for (i, c) in plan.columns().iter().enumerate() {
        if c.segment != "all" { continue; }
        print!("{:26}", c.outcome.key);
        for r in 0..names.len() {
            let v: Vec<f64> = reps.iter().map(|x| x.runs.as_ref().unwrap()[r].outcomes[i]).filter(|v| v.is_finite()).collect();
            print!("{:>14.4}", v.iter().sum::<f64>()/v.len() as f64);
        }
        println!();
    }
}
