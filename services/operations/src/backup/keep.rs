//! The folder of backups: the latest ones stay.

use super::{BackupError, Result, Sidecar};
use std::path::{Path, PathBuf};

/// How many backups stay.
pub const KEPT: usize = 7;

/// The backups of a folder, the newest first. A file without its sidecar is not one.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(BackupError::file(folder))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| {
                name.starts_with("preau-")
                    && (name.ends_with(".sqlite.gz") || name.ends_with(".pgdump"))
            }) && Sidecar::path_of(path).exists()
        })
        .collect();
    // Their names begin with their instant.
    files.sort_by(|a, b| b.file_name().cmp(&a.file_name()));
    Ok(files)
}

/// Takes away the backups beyond the [`KEPT`] newest; returns how many.
pub fn forget_old(folder: &Path) -> Result<usize> {
    let mut gone = 0;
    for file in files(folder)?.into_iter().skip(KEPT) {
        let sidecar = Sidecar::path_of(&file);
        std::fs::remove_file(&file).map_err(BackupError::file(&file))?;
        std::fs::remove_file(&sidecar).map_err(BackupError::file(&sidecar))?;
        gone += 1;
    }
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: the newest stay, and nothing else of the folder is touched.
    #[test]
    fn the_newest_stay() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: String| std::fs::write(folder.path().join(name), "x").unwrap();
        for day in 10..20 {
            put(format!("preau-2026-11-{day}T010000000Z.sqlite.gz"));
            put(format!("preau-2026-11-{day}T010000000Z.sqlite.gz.json"));
        }
        put("preau-2026-11-01T010000000Z.pgdump".into());
        put("autre.sqlite.gz".into());
        assert_eq!(forget_old(folder.path()).unwrap(), 3);
        let left = files(folder.path()).unwrap();
        assert_eq!(left.len(), KEPT);
        assert!(left[6].ends_with("preau-2026-11-13T010000000Z.sqlite.gz"));
        assert!(folder.path().join("autre.sqlite.gz").exists());
    }
}
