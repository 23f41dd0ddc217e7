#![allow(missing_docs)]
use caveat::experiment::compare::Plan;
use caveat::scenario::*;
use std::time::Instant;
fn find(name: &str, from: &str) -> Result<Source, NotFound> {
    let dir = std::path::Path::new(from).parent().unwrap();
    for p in [format!("scenarios/regimes/{name}.toml"), dir.join(name).display().to_string()] {
        if let Ok(t) = std::fs::read_to_string(&p) {
            return Ok(Source::new(p.as_str(), t));
        }
    }
    Err(NotFound { reason: "no".into(), known: vec![] })
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let n: u64 = args[1].parse().unwrap();
    let market = "scenarios/markets/smart-home.toml".to_string();
    let sets: Vec<&str> = args.iter().skip(2).map(|s| s.as_str()).collect();
    let over = Overrides::parse(&sets).unwrap();
    let src = Source::new(market.as_str(), std::fs::read_to_string(&market).unwrap());
    let sc = Scenario::read(&src, &find, &over).map_err(|e| e.to_string()).unwrap();
    let regs: Vec<_> = ["strict", "strict", "strict", "strict", "strict", "strict"]
        .iter()
        .map(|n| read_regime(&find(n, &market).unwrap(), &find, &over).unwrap())
        .collect();
    let t = Instant::now();
    let plan = Plan::new(&sc, &regs, 1).unwrap();
    eprintln!("plan {:?}", t.elapsed());
    let t = Instant::now();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let reps = caveat::ensemble::with_threads(1, || plan.run(0..n, &|| (), &stop)).unwrap();
    let el = t.elapsed().as_secs_f64();
    let fm: f64 = reps.iter().flat_map(|r| r.runs.as_ref().unwrap()).map(|r| r.firm_months).sum();
    println!("run {el:.3}s, {:.3} M firm-months/s one thread; {} ns", fm / el / 1e6, el / fm * 1e9);
}
