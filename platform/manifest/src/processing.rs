//! An entry of the register of processing activities (GDPR, art. 30).

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
