//! Names the engine: a hash of its sources and of the numeric crates it stands on. Two binaries with one id give the same bits.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// Crates whose code decides bits of results.
const NUMERIC: [&str; 1] = ["libm"];

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.lock");
    let mut hasher = blake3::Hasher::new();
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    files.sort();
    for file in files {
        hasher.update(file.to_string_lossy().replace('\\', "/").as_bytes());
        hasher.update(&fs::read(&file).unwrap_or_default());
    }
    let lock = fs::read_to_string("Cargo.lock").unwrap_or_default();
    for package in lock.split("[[package]]").filter(|package| NUMERIC.iter().any(|name| named(package, name)))
    {
        hasher.update(package.trim().as_bytes());
    }
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    println!("cargo::rustc-env=CAVEAT_ENGINE_ID={version}+{}", &hasher.finalize().to_hex()[..16]);
}

fn named(package: &str, name: &str) -> bool {
    package.contains(&format!("name = \"{name}\"\n"))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
