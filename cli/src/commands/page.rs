//! Pages that commands write: named as pages, and whole or not at all.

use std::fs;
use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// Refuses a name of another ending: a picture may take the page's name, and nobody's scenario should be written over.
pub(super) fn named(option: &str, file: Option<&Path>) -> Result<()> {
    let Some(file) = file.filter(|file| file.extension().is_none_or(|extension| extension != "md")) else {
        return Ok(());
    };
    Err(Error::Option {
        message: format!("{option} {}: a page's name ends in .md", file.display()),
        help: format!("name it {}", file.with_extension("md").display()),
    })
}

/// A file's new content beside its place.
pub(super) fn draft(file: &Path, bytes: &[u8]) -> Result<NamedTempFile> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(Error::file("create", folder))?;
    let mut draft = NamedTempFile::new_in(folder).map_err(Error::file("write in", folder))?;
    draft.write_all(bytes).map_err(Error::file("write", file))?;
    Ok(draft)
}

/// Puts it in place, readable as other files are.
pub(super) fn keep(draft: NamedTempFile, file: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(draft.path(), fs::Permissions::from_mode(0o644))
            .map_err(Error::file("write", file))?;
    }
    draft.persist(file).map(drop).map_err(|error| Error::file("write", file)(error.error))
}
