//! The address of a one-time link.

use secrets::Token;

/// Where one-time links lead, before their token.
pub(crate) const PATH: &str = "/premier-acces/lien";

/// The whole address, as a message carries it: a secret.
pub(crate) fn address(site: &str, token: &Token) -> String {
    format!("{}{PATH}/{}", site.trim_end_matches('/'), token.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: an address has one slash between its parts, however the site is written, and goes into
    /// a message as it is.
    #[test]
    fn an_address_is_whole() {
        let token = Token::generate();
        for site in ["https://preau.test", "https://preau.test/"] {
            let address = address(site, &token);
            let expected = format!("https://preau.test/premier-acces/lien/{}", token.as_str());
            assert_eq!(address, expected);
            assert!(address.bytes().all(|c| c.is_ascii_graphic()));
        }
    }
}
