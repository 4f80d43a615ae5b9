//! The register of processing activities (GDPR, art. 30), as its page shows it: plain data,
//! taken from the manifests.

/// What is done with people's data, why, on what basis, and who receives it.
#[derive(Debug, Clone, Copy)]
pub struct Processing {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// The legal basis (GDPR, art. 6) and the text behind it.
    pub basis: &'static str,
    /// Whose data.
    pub people: &'static str,
    /// Which data.
    pub data: &'static str,
    /// Who receives them.
    pub recipients: &'static str,
}

/// How long the rows of one table are kept, in words.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The table.
    pub table: &'static str,
    /// What it holds.
    pub what: &'static str,
    /// How long: « un an ».
    pub keep: String,
    /// From when: « après la fin de la session ».
    pub from: &'static str,
    /// Why so long.
    pub basis: &'static str,
}

/// What one owner of tables does with people's data.
#[derive(Debug, Clone)]
pub struct RegisterEntry {
    /// The owner: the word of its manifest.
    pub owner: &'static str,
    /// What is done.
    pub processing: &'static [Processing],
    /// What is kept how long.
    pub kept: Vec<Kept>,
}
