//! Reads Rust files just well enough to check them: comments and literals are blanked, every line keeps its number.

use std::fs;
use std::path::{Path, PathBuf};

/// One file, as it is and as the checks see it.
pub(crate) struct Source {
    /// Relative to the root of the repository, with `/`.
    pub(crate) path: String,
    /// As it is on disk.
    pub(crate) text: String,
    /// Comments and the insides of literals blanked.
    pub(crate) code: String,
    /// `code` with everything under `#[cfg(test)]` blanked too; empty for a file `tests.rs`.
    pub(crate) shipped: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let code = blank_opaque(text);
        let shipped = if path.ends_with("/tests.rs") { String::new() } else { blank_tests(&code) };
        Self { path: path.to_owned(), text: text.to_owned(), code, shipped }
    }

    /// The module right under the crate's root: `law` for `src/law/award.rs`, `lib` for `src/lib.rs`.
    pub(crate) fn module(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let first = inside.split('/').next().unwrap_or(inside);
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// A failure anybody can act on: where, what, and the fix.
    pub(crate) fn fault(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder of the repository, in the order of their paths; none if there is no such folder.
pub(crate) fn sources(folder: &str) -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&root().join(folder), &mut paths);
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a folder of the repository is readable").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|end| end == "rs") {
            paths.push(path);
        }
    }
}

fn read(path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("a Rust file is readable UTF-8");
    let inside = path.strip_prefix(root()).expect("the walk stays below the root");
    Source::new(&inside.to_string_lossy().replace('\\', "/"), &text)
}

/// Blanks comments and the insides of literals; quotes and line ends stay.
fn blank_opaque(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = opaque_end(&chars, at).unwrap_or(at).min(chars.len());
        if end == at {
            code.push(chars[at]);
            at += 1;
            continue;
        }
        let comment = chars[at] == '/';
        code.extend(chars[at..end].iter().map(|&c| match c {
            '\n' => '\n',
            '"' if !comment => '"',
            _ => ' ',
        }));
        at = end;
    }
    code
}

/// Where the comment or literal that starts at `at` ends; `None` if none starts there.
fn opaque_end(chars: &[char], at: usize) -> Option<usize> {
    let next = chars.get(at + 1).copied().unwrap_or('\n');
    match chars[at] {
        '/' if next == '/' => Some(position(chars, at, |rest| rest[0] == '\n')),
        '/' if next == '*' => Some(block_comment_end(chars, at)),
        '"' => Some(quoted_end(chars, at, '"')),
        'r' if next == '"' || next == '#' => raw_string_end(chars, at),
        '\'' if next == '\\' || chars.get(at + 2) == Some(&'\'') => Some(quoted_end(chars, at, '\'')),
        _ => None,
    }
}

fn position(chars: &[char], from: usize, found: impl Fn(&[char]) -> bool) -> usize {
    (from..chars.len()).find(|&i| found(&chars[i..])).unwrap_or(chars.len())
}

fn block_comment_end(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0, start);
    while at < chars.len() {
        match chars[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted_end(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw_string_end(chars: &[char], start: usize) -> Option<usize> {
    let hashes = chars[start + 1..].iter().take_while(|&&c| c == '#').count();
    let open = start + 1 + hashes;
    (chars.get(open) == Some(&'"')).then(|| {
        let closes = |rest: &[char]| rest[0] == '"' && rest[1..].iter().take(hashes).all(|&c| c == '#');
        position(chars, open + 1, closes) + 1 + hashes
    })
}

/// Blanks the item under every `#[cfg(test)]`.
fn blank_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut shipped = code.to_owned();
    while let Some(start) = shipped.find(MARK) {
        let after = start + MARK.len();
        let end = match shipped[after..].find(['{', ';']).map(|i| after + i) {
            Some(open) if shipped[open..].starts_with('{') => brace_end(&shipped, open),
            Some(semicolon) => semicolon + 1,
            None => shipped.len(),
        };
        let blank =
            shipped[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect::<String>();
        shipped.replace_range(start..end, &blank);
    }
    shipped
}

/// The offset after the brace that closes the one at `open`.
pub(crate) fn brace_end(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (i, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + i + c.len_utf8();
        }
    }
    code.len()
}

/// Every identifier and keyword with its offset.
pub(crate) fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + code[at..].find(in_word)?;
        let end = code[start..].find(|c| !in_word(c)).map_or(code.len(), |length| start + length);
        at = end;
        Some((start, &code[start..end]))
    })
}

pub(crate) fn line_at(code: &str, offset: usize) -> usize {
    1 + code[..offset].matches('\n').count()
}

/// What is named right under `base::`, each with its line; groups such as `base::{a, b::c}` are opened.
pub(crate) fn named_under(code: &str, base: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, word) in words(code) {
        let Some(rest) = code[at + word.len()..].trim_start().strip_prefix("::") else { continue };
        if word == base {
            let line = line_at(code, at);
            found.extend(heads(rest.trim_start()).into_iter().map(|head| (line, head)));
        }
    }
    found
}

fn heads(rest: &str) -> Vec<String> {
    let head = |part: &str| match words(part.trim()).next() {
        Some((0, word)) => word.to_owned(),
        _ => "*".to_owned(),
    };
    if !rest.starts_with('{') {
        return vec![head(rest)];
    }
    let inside = &rest[1..brace_end(rest, 0).saturating_sub(1).max(1)];
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in inside.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match parts.last_mut() {
            Some(last) if c != ',' || depth > 0 => last.push(c),
            _ => parts.push(String::new()),
        }
    }
    parts.iter().filter(|part| !part.trim().is_empty()).map(|part| head(part)).collect()
}

#[test]
fn literals_comments_and_tests_are_blanked() {
    let text = "let a = \"fs {\"; // fs\n/* fs /* fs */ } */ let b = '{'; let c: &'static str = r#\"fs\"#;\n\
                #[cfg(test)]\nmod tests { fn fs() {} }\nfn kept() {}";
    let source = Source::new("src/x.rs", text);
    assert!(words(&source.shipped).all(|(_, word)| word != "fs"), "{}", source.shipped);
    assert!(words(&source.shipped).any(|(_, word)| word == "kept"));
    assert_eq!(source.shipped.lines().count(), text.lines().count());
    assert_eq!(source.code.matches('{').count(), source.code.matches('}').count());
}

#[test]
fn groups_of_imports_are_opened() {
    let code = "use crate::{math, law::{award::x, Rule},\n shocks::Key};\nlet y = crate::error::Error; pub(crate) fn z() {}";
    let names: Vec<String> = named_under(code, "crate").into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["math", "law", "shocks", "error"]);
    assert_eq!(named_under("use crate::*;", "crate"), [(1, "*".to_owned())]);
}
