//! The pictures of the guides: embedded in a release, read from disk by a debug build.

use rust_embed::Embed;
use std::borrow::Cow;

#[derive(Embed)]
#[folder = "../../docs/guides"]
pub(super) struct Files;

/// Where pictures are served.
const PREFIX: &str = "/aide/images/";

/// A picture of the guides.
pub(crate) struct Picture {
    /// PNG.
    pub(crate) bytes: Cow<'static, [u8]>,
    /// What changes with the content.
    pub(crate) version: String,
}

/// The picture of that name, such as `connexion.png`.
pub(crate) fn picture(name: &str) -> Option<Picture> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.strip_suffix(".png")?.chars().all(plain) {
        return None;
    }
    let file = Files::get(&format!("images/{name}"))?;
    let hash = file.metadata.sha256_hash();
    let version = hash[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Picture {
        bytes: file.data,
        version,
    })
}

impl Picture {
    /// The address of the picture of this name: it changes with the content, so that browsers keep
    /// it as long as they like.
    pub(crate) fn href(&self, name: &str) -> String {
        format!("{PREFIX}{name}?v={}", self.version)
    }

    /// Width and height in pixels, from the header of the PNG: the page keeps its room, and does
    /// not jump when the picture comes.
    pub(crate) fn size(&self) -> Option<(u32, u32)> {
        let header = self.bytes.get(..24)?;
        if !header.starts_with(b"\x89PNG\r\n\x1a\n") {
            return None;
        }
        let number = |at: usize| {
            let bytes = header.get(at..at + 4)?.try_into().ok()?;
            Some(u32::from_be_bytes(bytes))
        };
        Some((number(16)?, number(20)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: the pictures of the guides are served, with their sizes, and nothing else is.
    #[test]
    fn pictures_alone_are_served() {
        let picture_of_sign_in = picture("connexion.png").unwrap();
        assert_eq!(picture_of_sign_in.size().unwrap().0, 1280);
        let href = picture_of_sign_in.href("connexion.png");
        assert!(href.starts_with("/aide/images/connexion.png?v="), "{href}");
        for name in [
            "absente.png",
            "../compte.md",
            "../images/connexion.png",
            "compte.md",
            "connexion",
            "",
            ".png",
        ] {
            assert!(picture(name).is_none(), "{name}");
        }
    }

    #[test]
    fn what_is_no_png_has_no_size() {
        let picture = |bytes: &'static [u8]| Picture {
            bytes: bytes.into(),
            version: String::new(),
        };
        assert_eq!(picture(b"\x89PNG\r\n\x1a\n").size(), None);
        assert_eq!(picture(&[0; 30]).size(), None);
    }
}
