//! The binary `caveat`.

fn main() {}
