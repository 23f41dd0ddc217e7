//! What contradicts itself, does nothing or is misspelt, end to end; and a market of three jurisdictions.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// The law of each of three jurisdictions, with another for one of them; the README shows it.
const US_HARBOUR: &str = "scenarios/reforms/us-harbour.toml";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// `caveat` at the root of the repository.
fn caveat(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    command.args(args).current_dir(root());
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A file in a folder, as an argument.
fn file(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).expect("written");
    path.display().to_string()
}

/// Standard output and standard error of a command that ends with a code.
fn said(command: &mut Command, code: i32) -> [String; 2] {
    let output = command.assert().code(code).get_output().clone();
    [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"))
}

const TINY: &str = "cli/tests/data/tiny.toml";

/// A comparison of a few replications on the tiny market.
fn compare(out: &TempDir, more: &[&str]) -> Command {
    let run = out.path().join("run").display().to_string();
    caveat(&[&["compare", TINY, "-n", "2", "--out", &run], more].concat())
}

#[test]
fn what_has_no_effect_is_warned_about_with_both_places() {
    let folder = folder();
    let phases = "name = \"phases\"\n[[rule]]\nwhere = { from = 2027-06-01 }\nset = { \"damages.cap_eur\" = 100, \"standard.kind\" = \"strict\" }\nref = \"a\"\n\
                  [[rule]]\nwhere = { from = 2027-01-01 }\nset = { \"damages.cap_eur\" = 200 }\nref = \"b\"\n";
    let regime = file(&folder, "phases.toml", phases);
    let [_, checked] = said(&mut caveat(&["check", TINY, &regime]), 0);
    for words in [
        "warning: ",
        "phases.toml:4:29: this phase never holds",
        "phases.toml:8:29: damages.cap_eur is set anew",
    ] {
        assert!(checked.contains(words), "no “{words}” in {checked}");
    }
    let [document, compared] = said(&mut compare(&folder, &["--regimes", &regime, "--json"]), 0);
    assert!(checked.ends_with(&compared) && !compared.is_empty(), "{checked}\n{compared}");
    assert!(checked.lines().next().is_some_and(|first| first.contains("all count as assumed")), "{checked}");
    let document: Value = serde_json::from_str(&document).expect("JSON");
    assert!(document["warnings"][0].as_str().is_some_and(|warning| warning.contains("phases.toml:8:29")));
    let [_, quiet] = said(&mut compare(&folder, &["--regimes", &regime, "--quiet"]), 0);
    assert_eq!(quiet, compared, "warnings are no progress");
}

#[test]
fn what_is_set_for_nobody_is_refused_aloud() {
    let folder = folder();
    let strict = ["--regimes", "cli/tests/data/regimes/strict.toml", "--set"];
    let set = |cells: &str, more: &[&str]| {
        let argument = format!("damages.multiplier[{cells}]=3");
        compare(&folder, &[&strict[..], &[&argument], more].concat())
    };
    for more in [&[][..], &["--quiet"]] {
        let [_, refused] = said(&mut set("size=large", more), 2);
        for words in [
            "--set 'damages.multiplier[size=large]=3'",
            "size.large.count is 0",
            "makers are of size small, in",
        ] {
            assert!(refused.contains(words), "no “{words}” in {refused}");
        }
    }
    assert!(!folder.path().join("run").exists());
    let [_, accepted] = said(&mut set("size=small|large", &["--quiet"]), 0);
    assert!(!accepted.contains("size.large"), "some makers fall under it: {accepted}");
}

#[test]
fn a_regime_that_is_no_text_and_a_folder_are_told_as_such() {
    let folder = folder();
    let market = folder.path().join("m.toml").display().to_string();
    fs::copy(root().join(TINY), &market).expect("copied");
    fs::write(folder.path().join("unk.toml"), [0xff, 0xfe, 0x00]).expect("written");
    let refused = |regime: &str| {
        let out = folder.path().join("run").display().to_string();
        let mut command = caveat(&["compare", &market, "-n", "2", "--out", &out, "--regimes", regime]);
        said(&mut command, 2).concat()
    };
    let junk = refused("unk");
    assert!(
        junk.contains("regime `unk`: ") && junk.contains("unk.toml") && !junk.contains("did you mean"),
        "{junk}"
    );
    let whole = refused(&folder.path().display().to_string());
    assert!(whole.contains("it is a folder, not a file") && whole.contains("m.toml"), "{whole}");
    assert!(refused("unkk").contains("no such regime"));
}

#[test]
fn claims_that_lie_longer_than_anybody_looks_are_warned_about() {
    let folder = folder();
    let stop = "name = \"stop\"\n[[rule]]\nset = { \"procedure.long_stop_months\" = 900 }\nref = \"a\"\n";
    let regime = file(&folder, "stop.toml", stop);
    let [_, said_of] = said(&mut compare(&folder, &["--regimes", &regime]), 0);
    assert!(
        said_of.contains("stop.toml:3:40: claims lie for 900 months after sale")
            && said_of.contains("tiny.toml:")
            && said_of.contains("the run-off is stated here"),
        "{said_of}"
    );
    let [_, longer] = said(
        &mut compare(&folder, &["--regimes", &regime, "--force", "--set", "procedure.long_stop_months=12"]),
        0,
    );
    assert!(!longer.contains("claims lie"), "{longer}");
}

#[test]
fn check_says_what_it_cannot_tell_and_which_rule_rests_on_nothing() {
    let folder = folder();
    let text = "name = \"mine\"\nextends = \"negligence\"\n[[rule]]\nwhere = { size = [\"large\"], jurisdiction = \"home\" }\nset = { \"damages.data\" = 1.0 }\n";
    let mine = file(&folder, "mine.toml", text);
    let [alone, warned] = said(&mut caveat(&["check", &mine]), 0);
    assert!(
        alone.contains("1 rule of its own and ")
            && alone.contains("Not checked without a market")
            && alone.contains("whether there is jurisdiction \"home\";"),
        "{alone}"
    );
    assert!(warned.contains("mine.toml:3:1: this rule does not say which law"), "{warned}");
    let [with_market, _] = said(&mut caveat(&["check", "scenarios/markets/smart-home.toml", &mine]), 0);
    assert!(!with_market.contains("Not checked"), "{with_market}");
}

/// What no market could make good is refused, or warned about, without one; with both places.
#[test]
fn check_refuses_a_regime_that_contradicts_itself_without_a_market() {
    let folder = folder();
    let check = |name: &str, rules: &str, code: i32| {
        let text = format!("name = \"r\"\nextends = \"strict\"\n{rules}");
        let [_, found] = said(&mut caveat(&["check", &file(&folder, name, &text)]), code);
        found
    };
    let rule = |set: &str| format!("[[rule]]\nref = \"A\"\nset = {{ {set} }}\n");
    let cap = rule("\"damages.threshold_eur\" = 1000") + &rule("\"damages.cap_eur\" = 500");
    let cap = check("cap.toml", &cap, 2);
    assert!(cap.contains("cap.toml:5:35") && cap.contains("cap.toml:8:29"), "{cap}");
    let tier = check(
        "tier.toml",
        "[[rule]]\nref = \"A\"\nwhere = { size = \"huge\" }\nset = { \"duties.label\" = 1 }\n",
        2,
    );
    assert!(tier.contains("tier.toml:5:18: unknown size \"huge\""), "{tier}");
    let idle = check("idle.toml", &rule("\"enforcement.fine_turnover\" = 0.1"), 0);
    assert!(idle.contains("idle.toml:5:39: enforcement.fine_turnover has no effect"), "{idle}");
    let named = "[[rule]]\nref = \"A\"\nwhere = { jurisdiction = \"x\", category = \"y\", criticality = \"critical\" }\nset = { \"duties.label\" = 1 }\n";
    assert_eq!(check("named.toml", named, 0), "", "a market may have them");
}

#[test]
fn a_baseline_that_is_not_the_law_of_the_burn_in_is_warned_about() {
    let folder = folder();
    let strict = ["--regimes", "none,strict"];
    let [_, none] = said(&mut compare(&folder, &strict), 0);
    assert_eq!(none, "");
    let [_, other] =
        said(&mut compare(&folder, &[&strict[..], &["--baseline", "strict", "--force"]].concat()), 0);
    assert!(other.contains("the baseline is another law: strict comes as news"), "{other}");
    let part = "name = \"part\"\n[[rule]]\nset = { \"duties.support_months\" = 36 }\n";
    let part = file(&folder, "part.toml", part);
    let [_, part] = said(&mut compare(&folder, &["--regimes", &part, "--force"]), 0);
    assert!(part.contains("regime `part` does not say under what standard makers answer"), "{part}");
    let set = ["--set", "standard.kind=strict", "--force"];
    let [_, set] = said(&mut compare(&folder, &[&["--regimes", "none"][..], &set].concat()), 0);
    assert!(
        set.contains("what --set changes in it comes as news") && set.contains("[[status_quo.rule]]"),
        "{set}"
    );
}

#[test]
fn what_is_misspelt_or_misplaced_is_named_with_its_mending() {
    let folder = folder();
    let market = "scenarios/markets/smart-home.toml";
    let cases: &[(&[&str], &str)] = &[
        (&["check", "scenarios/markets/smart-hom.toml"], "did you mean `scenarios/markets/smart-home.toml`?"),
        (&["check", "scenarios/market/smart-home.toml"], "did you mean `scenarios/markets/smart-home.toml`?"),
        (&["compare", "smart-home"], "did you mean `scenarios/markets/smart-home.toml`?"),
        (&["check", "scenarios/regimes/strikt.toml"], "did you mean `scenarios/regimes/strict.toml`?"),
        (&["compare", market, "--regimes", "strikt"], "did you mean `strict`?"),
        (
            &["compare", "scenarios/regimes/strict.toml"],
            "strict.toml:3:1: this is a regime, where a market is asked for",
        ),
        (&["compare", market, "--regimes", market], "this is a market, where a regime is asked for"),
        (&["compare", market, "--set", "damages.data=50%"], "write 0.5 for 50%"),
        (&["validate", market], "this is a market, where a file of targets is asked for"),
        (
            &["explain", "strict", "--against", "strict"],
            "`strict` would be compared with itself, or with another regime of its name",
        ),
    ];
    for (args, expected) in cases {
        let [_, error] = said(caveat(args).current_dir(root()), 2);
        assert!(error.contains(expected), "{args:?}: {error}");
    }
    let percentage =
        file(&folder, "percentage.toml", "name = \"p\"\n[[rule]]\nset = { \"damages.data\" = 7% }\n");
    let [_, error] = said(&mut caveat(&["check", &percentage]), 2);
    assert!(error.contains("percentage.toml:3:26") && error.contains("write 0.07 for 7%"), "{error}");
    for (text, mended) in [
        ("name = \"c\"\n[[rule]]\nset = { \"damages.data\" = 0,02 }\n", "write 0.02 for 0,02"),
        ("name = \"c\"\n[[rule]]\n[rule.set]\n\"damages.data\" = 0,5\n", "write 0.5 for 0,5"),
        ("name = \"c\"\n[[rule]]\nset = { \"damages.data\" = \"0,02\" }\n", "write 0.02 for 0,02"),
        (
            "name = \"c\"\n[[rule]]\nset = { \"duties.support_months\" = \"5 years\" }\n",
            "write 60 for 5 years",
        ),
        ("name = \"c\"\n[[rule]]\nwhere = { from = 01.01.2028 }\n", "write a date as year-month-day"),
        ("name = \"c\"\n[[rule]]\nwhere = { from = 2028-01 }\n", "write a date as year-month-day"),
        ("name = \"c\"\n[[rule]]\nfrom = 2028-01-01\n", "it belongs into where = { from = … }"),
        (
            "name = \"c\"\n[[rule]]\nwhere = { size = [] }\nset = { \"damages.data\" = 1 }\n",
            "size is an empty list, which matches nothing",
        ),
        (
            "name = \"c\"\n[[rule]]\nset = { \"damages.cap_eur\" = 10,000 }\n",
            "write 10000 or 10, whichever 10,000 means",
        ),
    ] {
        let [_, error] = said(&mut caveat(&["check", &file(&folder, "comma.toml", text)]), 2);
        assert!(error.contains(mended), "{error}");
    }
}

#[test]
fn a_law_that_contradicts_itself_is_refused_by_check_and_compare() {
    let folder = folder();
    let cap = "name = \"cap\"\n[[rule]]\nset = { \"damages.threshold_eur\" = 500 }\n[[rule]]\n\
               where = { jurisdiction = \"home\" }\nset = { \"damages.cap_eur\" = 100 }\n";
    let regime = file(&folder, "cap.toml", cap);
    for command in [&mut caveat(&["check", TINY, &regime]), &mut compare(&folder, &["--regimes", &regime])] {
        let [_, error] = said(command, 2);
        for words in [
            "cap.toml:6:29: the cap, EUR 100, lies below the threshold, EUR 500",
            "cap.toml:3:35: damages.threshold_eur",
        ] {
            assert!(error.contains(words), "no “{words}” in {error}");
        }
    }
}

const BORDERS: &str = "scenarios/markets/smart-home-borders.toml";

#[test]
fn a_reform_of_one_jurisdiction_is_told_for_it_alone() {
    let [text, _] = said(&mut caveat(&["explain", US_HARBOUR, "--market", BORDERS, "--json"]), 0);
    let explained: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(explained["against"]["name"], "law-in-force");
    let changes = explained["changes"].as_array().expect("changes");
    assert!(!changes.is_empty());
    for change in changes {
        assert!(change.to_string().contains("jurisdiction=us"), "{change}");
    }
}

/// A reform is found by its name, and where the market has not the jurisdictions that it is for, one that has them is named.
#[test]
fn a_reform_is_found_by_name_and_sent_to_a_market_of_its_jurisdictions() {
    let [text, _] = said(&mut caveat(&["explain", "us-harbour", "--market", BORDERS]), 0);
    assert!(text.contains("The American proposal"), "{text}");
    for regime in [US_HARBOUR, "us-harbour"] {
        let [_, error] = said(&mut caveat(&["explain", regime]), 2);
        for words in [
            "unknown jurisdiction \"eu\" in market \"smart-home\"",
            "scenarios/markets/smart-home.toml:29:",
            "jurisdiction home stands here",
            "name scenarios/markets/smart-home-borders.toml in place of",
            "--market",
        ] {
            assert!(error.contains(words), "no “{words}” in {error}");
        }
    }
    let [_, error] = said(&mut caveat(&["explain", "us-harbor", "--market", BORDERS]), 2);
    assert!(error.contains("did you mean `us-harbour`?"), "{error}");
}

/// Fewer makers and months; harm often enough to see who answers, and importers that get back half of what they pay.
const SMALL: [&str; 8] = [
    "size.micro.count=6",
    "size.small.count=3",
    "size.medium.count=0",
    "clock.burn_in_months=12",
    "clock.horizon_months=48",
    "threat.compromises_per_device_year=0.3",
    "importer.abroad_share=0.9",
    "apportionment.recourse=0.5",
];

/// Three laws in force, each in its own jurisdiction, with the whole chain of supply; a reform of one of them is simulated.
#[test]
fn three_jurisdictions_with_a_chain_of_supply_are_simulated() {
    let folder = folder();
    let run = folder.path().join("run");
    let out = run.display().to_string();
    let args = ["compare", BORDERS, "--regimes", US_HARBOUR, "-n", "2", "--json", "--out", &out];
    let [text, _] = said(&mut caveat(&[&args[..], &SMALL.map(|set| ["--set", set]).concat()].concat()), 0);
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(document["baseline"]["name"], "law-in-force");
    let mean = |regime: &str, outcome: &str, segment: &str| {
        let rows = document["rows"].as_array().expect("rows");
        let row = rows.iter().find(|row| {
            (&row["regime"], &row["outcome"], &row["segment"])
                == (&regime.into(), &outcome.into(), &segment.into())
        });
        row.and_then(|row| row["mean"].as_f64())
            .unwrap_or_else(|| panic!("no {outcome} of {segment} under {regime}"))
    };
    for payer in ["liability_paid", "paid_by_suppliers", "paid_by_importers"] {
        assert!(mean("law-in-force", payer, "all") > 0.0, "{payer}");
    }
    assert!(mean("us-harbour", "harbour_share", "all") >= 0.0);
    let resolved = fs::read_to_string(run.join("scenario.toml")).expect("the resolved scenario");
    for jurisdiction in ["eu", "uk", "us"] {
        assert!(
            resolved.contains(&format!("where = {{ jurisdiction = [\"{jurisdiction}\"]")),
            "{jurisdiction}"
        );
    }
}

/// A limit on the size of files stands in for a disk that is full at some point: while replications are kept, and in every kind of file.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_nothing_half_written() {
    let folder = folder();
    let run = |kilobytes: Option<u32>| {
        let limit = kilobytes.map_or("unlimited".to_owned(), |kilobytes| (2 * kilobytes).to_string());
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" \"$@\"");
        let mut shell = Command::new("sh");
        let out = folder.path().join("run").display().to_string();
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_caveat"), "compare", TINY, "-n", "64", "--out", &out]);
        shell.args(["--regimes", "cli/tests/data/regimes/strict.toml", "--quiet"]).current_dir(root());
        shell
    };
    for kilobytes in [1, 4, 16, 64, 100] {
        let [printed, refused] = said(&mut run(Some(kilobytes)), 2);
        assert!(printed.is_empty() && refused.starts_with("error: cannot "), "{kilobytes} kB: {refused}");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "{kilobytes} kB: {refused}");
    }
    said(&mut run(None), 0);
    assert!(folder.path().join("run/report.html").exists());
}
