//! Size, names, and what the README shows.

use crate::source::{Source, brace_end, line_at, root, sources, words};

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 70;
const EMPTY_NAMES: &[&str] = &["manager", "handler", "util", "helper", "data"];
const CARGO_COMMANDS: &[&str] = &["bench", "build", "clippy", "doc", "fmt", "install", "run", "test"];

fn every_source() -> Vec<Source> {
    ["src", "cli/src", "tests", "cli/tests", "benches"].iter().flat_map(|folder| sources(folder)).collect()
}

fn too_long_a_file(source: &Source) -> Option<String> {
    let lines = source.text.lines().count();
    let what =
        format!("{lines} lines, at most {FILE_LINES}, better 400; give one of its ideas a file of its own");
    (lines > FILE_LINES).then(|| source.fault(1, &what))
}

/// Every function with the line it starts on and how many lines of code it has, comments and blank lines not counted.
fn functions(code: &str) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    for (at, _) in words(code).filter(|(_, word)| *word == "fn") {
        let signature = &code[at + "fn".len()..];
        let Some((1, name)) = words(signature).next() else { continue };
        let Some(open) = body_start(signature) else { continue };
        let open = at + "fn".len() + open;
        let length = code[at..brace_end(code, open)].lines().filter(|line| !line.trim().is_empty()).count();
        found.push((name.to_owned(), line_at(code, at), length));
    }
    found
}

/// Where the body opens, past `[u8; 4]` and the like; `None` for a function without one.
fn body_start(signature: &str) -> Option<usize> {
    let mut depth = 0;
    for (i, c) in signature.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(i),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

fn too_long_functions(source: &Source) -> Vec<String> {
    let long = functions(&source.code).into_iter().filter(|(_, _, length)| *length > FUNCTION_LINES);
    long.map(|(name, line, length)| {
        source.fault(
            line,
            &format!("`{name}` has {length} lines, at most {FUNCTION_LINES}, better 40; name its parts"),
        )
    })
    .collect()
}

fn says_nothing(name: &str) -> bool {
    name.split('_')
        .any(|part| EMPTY_NAMES.contains(&part) || EMPTY_NAMES.contains(&part.trim_end_matches('s')))
}

fn empty_names(source: &Source) -> Vec<String> {
    const FIX: &str = "says nothing; use a noun of the model";
    let parts = source.path.split('/').map(|part| part.trim_end_matches(".rs"));
    let files = parts
        .filter(|part| says_nothing(part))
        .map(|part| source.fault(1, &format!("the name `{part}` {FIX}")));
    let mut faults: Vec<String> = files.collect();
    let all: Vec<(usize, &str)> = words(&source.code).collect();
    for pair in all.windows(2).filter(|pair| pair[0].1 == "mod" && says_nothing(pair[1].1)) {
        let line = line_at(&source.code, pair[1].0);
        faults.push(source.fault(line, &format!("the name `{}` {FIX}", pair[1].1)));
    }
    faults
}

/// The lines of fenced `sh` blocks that start with `cargo`, each with its number.
fn cargo_commands(page: &str) -> Vec<(usize, &str)> {
    let (mut shell, mut fenced, mut found) = (false, false, Vec::new());
    for (i, line) in page.lines().map(str::trim).enumerate() {
        if let Some(language) = line.strip_prefix("```") {
            shell = !fenced && language == "sh";
            fenced = !fenced;
        } else if shell && line.starts_with("cargo ") {
            found.push((i + 1, line));
        }
    }
    found
}

/// The commands of a page that would not work in a fresh clone, one after the other, each with its number and why.
fn stale_commands(page: &str) -> Vec<(usize, String)> {
    let (mut written, mut found) = (Vec::new(), Vec::new());
    for (line, command) in cargo_commands(page) {
        written.extend(command.split_once(" > ").map(|(_, file)| file.trim()));
        found.extend(stale(command, &written).map(|why| (line, why)));
    }
    found
}

/// What is wrong with a command the README shows, where commands before it, or itself, have written some files.
fn stale(command: &str, written: &[&str]) -> Option<String> {
    let command = command.split(" #").next().unwrap_or(command);
    let parts: Vec<&str> = command.split_whitespace().collect();
    let subcommand = parts.get(1).copied().unwrap_or_default();
    if !CARGO_COMMANDS.contains(&subcommand) {
        return Some(format!("`cargo {subcommand}` is not one of {CARGO_COMMANDS:?}"));
    }
    let written_by_it = |i: usize| parts[i - 1] == "--out" || parts[i].starts_with("results/");
    let is_file = |part: &str| {
        !part.starts_with('-') && (part.ends_with(".toml") || part.contains('/')) && !part.contains("://")
    };
    let named = (2..parts.len()).filter(|&i| is_file(parts[i]) && !written_by_it(i));
    let missing = named.map(|i| parts[i]).find(|part| !written.contains(part) && !root().join(part).exists());
    missing.map(|part| format!("there is no `{part}`; show a command that works in a fresh clone"))
}

#[test]
fn files_and_functions_are_short() {
    let all = every_source();
    let mut faults: Vec<String> = all.iter().filter_map(too_long_a_file).collect();
    faults.extend(all.iter().flat_map(too_long_functions));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn names_say_something() {
    let faults: Vec<String> = every_source().iter().flat_map(empty_names).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_readme_shows_commands_that_exist() {
    let page = std::fs::read_to_string(root().join("README.md")).expect("README.md is there");
    let faults: Vec<String> =
        stale_commands(&page).into_iter().map(|(line, why)| format!("README.md:{line}: {why}")).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn poor_style_is_noticed() {
    let long = format!("fn f(a: [u8; 4]) {{\n{}}}\nfn g();\n", "    x += 1;\n".repeat(80));
    let lengths = functions(&long);
    assert_eq!(lengths, [("f".to_owned(), 1, 82)]);
    let commented = format!("fn f() {{\n{}}}", "    // why\n\n".repeat(80));
    assert_eq!(too_long_functions(&Source::new("src/x.rs", &commented)), Vec::<String>::new());
    assert_eq!(empty_names(&Source::new("src/data_utils.rs", "mod helpers {}")).len(), 2);
    assert_eq!(empty_names(&Source::new("src/metadata.rs", "mod award;")), Vec::<String>::new());
    let page = "```sh\ncargo frobnicate\ncargo run -- compare no/such.toml --out new/folder\ncargo test\n```\n```\ncargo x\n```";
    assert_eq!(stale_commands(page).len(), 2);
    let page =
        "```sh\ncargo run -- check new.toml\ncargo run -- new > new.toml\ncargo run -- check new.toml\n```";
    assert_eq!(stale_commands(page).len(), 1, "what is not written yet is not there");
}
