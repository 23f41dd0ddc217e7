//! `caveat audit ablation` by the real binary, on the small market in which everything is switched on.

use assert_cmd::Command;
use serde_json::Value;

fn audit(more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    let market = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/ablation/market.toml");
    command.args(["audit", "ablation", market, "--quiet", "-n", "24"]).args(more);
    command
}

const LAWS: [&str; 4] = ["--regimes", "caveat-emptor,fines-only", "--baseline", "caveat-emptor"];

fn document(more: &[&str]) -> Value {
    let output = audit(&[&LAWS[..], &["--json"], more].concat()).assert().success().get_output().clone();
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn names(document: &Value, list: &str) -> Vec<String> {
    let name = |entry: &Value| entry["without"].as_str().or(entry.as_str()).expect("a name").to_owned();
    document[list].as_array().expect("a list").iter().map(name).collect()
}

#[test]
fn every_mechanism_is_left_out_of_both_regimes_on_the_same_shocks() {
    let document = document(&["--threads", "1"]);
    assert_eq!(document, self::document(&["--threads", "2"]), "whatever the threads");
    let left_out = names(&document, "left_out");
    for without in [
        "without the step claim",
        "without the step enter-and-exit",
        "nobody enters",
        "prices are fixed",
        "insurance is not offered",
    ] {
        assert!(left_out.iter().any(|left| left == without), "{without} among {left_out:?}");
    }
    assert!(!left_out.iter().any(|left| left.contains("expect-harm")), "a measurement is no mechanism");
    let rows = document["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 3 * left_out.len(), "one reform and three headlines");
    let row = |without: &str, outcome: &str| {
        rows.iter().find(|row| row["without"] == without && row["outcome"] == outcome).expect("a row")
    };
    let number = |row: &Value, key: &str| row[key].as_f64().expect("a number");
    // Fines on a turnover keep makers from research: not where nothing is decided, and not where research is what it always was.
    for without in ["without the step decide", "research does not answer to profit"] {
        let row = row(without, "innovation");
        assert!(number(row, "difference") < -5.0 && number(row, "cut_difference") > -5.0, "{row}");
        assert_eq!((&row["beyond_chance"], &row["sign"]), (&true.into(), &"lost".into()), "{row}");
    }
    let fixed = row("prices are fixed", "price");
    assert!(number(fixed, "difference") < 0.0 && number(fixed, "cut_difference") == 0.0, "{fixed}");
    assert_eq!(row("without the step sell", "price")["sign"], "no value");
    let order = |without: &str, outcome: &str| {
        let left = document["left_out"].as_array().expect("orders").iter();
        let left = left.clone().find(|left| left["without"] == without).expect("left out").clone();
        let orders = left["orders"].as_array().expect("orders").clone();
        orders.into_iter().find(|order| order["outcome"] == outcome).expect("an order")
    };
    let turned = order("research does not answer to profit", "price");
    assert_eq!(
        (&turned["first"], &turned["flips_first"], &turned["swaps"]),
        (&"caveat-emptor".into(), &true.into(), &1.into())
    );
    let same = order("insurance is not offered", "innovation");
    assert_eq!((&same["flips_first"], &same["swaps"]), (&false.into(), &0.into()));
    for row in rows.iter().filter(|row| row["change"].is_number()) {
        let change = number(row, "cut_difference") - number(row, "difference");
        assert!((number(row, "change") - change).abs() <= 1e-9 * (1.0 + change.abs()), "{row}");
    }
}

#[test]
fn what_a_market_has_not_cannot_be_left_out_of_it() {
    let without = ["--set", "entry.slots=0", "--set", "insurer.offered=false"];
    let document = document(&without);
    let absent = names(&document, "absent");
    for name in ["nobody enters", "insurance is not offered"] {
        assert!(absent.iter().any(|absent| absent == name), "{absent:?}");
        assert!(!names(&document, "left_out").iter().any(|left| left == name));
    }
}

#[test]
fn the_table_names_what_moves_a_difference_and_the_orders_that_change() {
    let output = audit(&LAWS).assert().success().get_output().clone();
    let said = String::from_utf8(output.stdout).expect("text");
    for words in [
        "A dozen makers",
        "research does not answer to profit",
        " of 29 mechanisms move a difference",
        "The sign is reversed",
        "Regimes change places",
    ] {
        assert!(said.to_lowercase().contains(&words.to_lowercase()), "no `{words}` in {said}");
    }
    audit(&["--set", "entry.slot=1"]).assert().code(2);
    audit(&["-n", "2"]).assert().code(2);
}
