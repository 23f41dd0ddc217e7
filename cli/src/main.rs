//! The binary `caveat`.

use std::process::ExitCode;

fn main() -> ExitCode {
    caveat_cli::main()
}
