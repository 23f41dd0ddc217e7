//! `caveat theory`: limiting cases of the law-and-economics literature, reproduced by the engine.

use std::process::ExitCode;

use caveat::theory::{self, Group};
use serde::Serialize;

use super::list::{print_json, print_table};
use super::print;
use crate::args::Theory;
use crate::error::{Error, Result};

/// Exit code when a case does not agree, as when a replication fails.
const DISAGREES: u8 = 3;

/// One number of one case, for programs.
#[derive(Serialize)]
struct Row {
    case: String,
    answer: String,
    expected: f64,
    obtained: f64,
    deviation: f64,
    /// What is expected and obtained, where the answer is in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<[String; 2]>,
    derived: bool,
    agrees: bool,
}

/// Runs one group with other parameters, or compares the worked examples.
pub(super) fn run(args: &Theory) -> Result<ExitCode> {
    let group = args.group.as_deref().map(theory::group).transpose().map_err(refuse)?;
    match group {
        Some(group) if !args.set.is_empty() || args.json => answer(group, args),
        Some(group) => compare(Some(group), false),
        None if args.set.is_empty() => compare(None, args.json),
        None => Err(Error::Option {
            message: "--set needs a group".into(),
            help: "name one: caveat theory b1 --set h=50".into(),
        }),
    }
}

/// What the engine did, under the keys of the worked example.
fn answer(group: &Group, args: &Theory) -> Result<ExitCode> {
    let answers = theory::parse(&args.set).and_then(|changed| group.run(&changed)).map_err(refuse)?;
    if args.json {
        return print_json(&answers);
    }
    let rows = answers.leaves().into_iter().map(|leaf| {
        let value = if leaf.flag { (leaf.value != 0.0).to_string() } else { number(leaf.value) };
        vec![
            leaf.path,
            leaf.text.unwrap_or(value),
            if leaf.derived { "derived".into() } else { String::new() },
        ]
    });
    print_table(&["answer", "obtained", ""], rows)?;
    print(&format!(
        "\nNothing is expected of other parameters than those of the worked examples (caveat theory {}), so that there is no verdict. Derived: \
         it follows from the parameters, and the engine has no part in it.\n{}",
        group.id,
        parameters(group)
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// What `--set` may change, with the values of the worked example.
fn parameters(group: &Group) -> String {
    let each: Vec<String> =
        group.params.iter().map(|param| format!("--set {}={}", param.name, param.given())).collect();
    format!("Parameters of {} as the worked example has them: {}", group.id, each.join(" "))
}

/// How many answers agree, by group, and what can be asked next.
fn totals(rows: &[Row], group: Option<&Group>) -> String {
    let id = |row: &Row| row.case.split('.').next().unwrap_or_default().to_owned();
    let said = rows.chunk_by(|a, b| id(a) == id(b)).map(|of| {
        let agree = of.iter().filter(|row| row.agrees).count();
        if agree == of.len() {
            format!("{} {agree}", id(&of[0]))
        } else {
            format!("{} {agree} of {}", id(&of[0]), of.len())
        }
    });
    let agree = rows.iter().filter(|row| row.agrees).count();
    let said: Vec<String> = said.collect();
    let next = match group {
        Some(group) => parameters(group),
        None => "Groups, their sources and parameters: caveat theory --help; one with other parameters: caveat theory b1 --set h=50".into(),
    };
    format!("\n{agree} of {} answers agree; by group: {}.\n{next}", rows.len(), said.join(", "))
}

/// Case, expected, obtained, deviation, verdict.
fn compare(group: Option<&Group>, json: bool) -> Result<ExitCode> {
    let mut rows = Vec::new();
    for case in theory::cases().into_iter().filter(|case| group.is_none_or(|group| group.id == case.group.id))
    {
        for found in case.compare().map_err(refuse)? {
            rows.push(Row {
                case: case.id.clone(),
                deviation: found.deviation(),
                words: words(found.texts),
                answer: found.path,
                expected: found.expected,
                obtained: found.obtained,
                derived: found.derived,
                agrees: found.agrees,
            });
        }
    }
    let agree = rows.iter().all(|row| row.agrees);
    if json {
        print_json(&rows)?;
    } else {
        let cells = rows.iter().map(|row| {
            let verdict = match (row.agrees, row.derived) {
                (false, _) => "DISAGREES",
                (true, true) => "agrees (derived)",
                (true, false) => "agrees",
            };
            let deviation = format!("{:.1e}", row.deviation);
            let [expected, obtained] =
                row.words.clone().unwrap_or_else(|| [number(row.expected), number(row.obtained)]);
            let deviation = if row.words.is_some() { String::new() } else { deviation };
            vec![row.case.clone(), row.answer.clone(), expected, obtained, deviation, verdict.into()]
        });
        print_table(&["case", "answer", "expected", "obtained", "deviation", "verdict"], cells)?;
        print(&totals(&rows, group))?;
    }
    Ok(if agree { ExitCode::SUCCESS } else { ExitCode::from(DISAGREES) })
}

/// Both texts, if either is one.
fn words(texts: [Option<String>; 2]) -> Option<[String; 2]> {
    texts.iter().any(Option::is_some).then(|| texts.map(Option::unwrap_or_default))
}

fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn refuse(error: theory::Error) -> Error {
    Error::Option {
        message: error.to_string(),
        help: "caveat theory --help lists groups and parameters".into(),
    }
}
