//! Computes the engine's identity: a hash over everything that can change a bit of a result.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// Dependencies whose versions are part of it.
const NUMERIC: [&str; 7] =
    ["levenberg-marquardt", "libm", "nalgebra", "rand", "rand_core", "rand_distr", "simba"];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=Cargo.lock");
    let mut hasher = blake3::Hasher::new();
    for file in sources(&root.join("src")) {
        let name = file.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file).expect("a source file").replace("\r\n", "\n");
        add(&mut hasher, &name);
        add(&mut hasher, &text);
    }
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    for package in lock.split("[[package]]").filter(|package| NUMERIC.iter().any(|name| names(package, name)))
    {
        add(&mut hasher, package.trim());
    }
    println!("cargo:rustc-env=CAVEAT_ENGINE_ID={}", &hasher.finalize().to_hex()[..16]);
}

fn names(package: &str, name: &str) -> bool {
    package.lines().any(|line| line == format!("name = \"{name}\""))
}

fn add(hasher: &mut blake3::Hasher, text: &str) {
    hasher.update(&(text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
}

/// Every file below a folder, in an order that does not depend on the disk.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a source folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}
