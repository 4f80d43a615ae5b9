//! Writes the pages of the gallery and their static files in a folder, for the browser test:
//! `cargo run -p ui --example gallery -- DIR`. `DIR/policy` holds the policy to serve them with.

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "gallery".to_owned()));
    let files = folder.join("static");
    fs::create_dir_all(&files)?;
    for (name, page) in ui::gallery_pages() {
        fs::write(folder.join(format!("{name}.html")), page.0)?;
    }
    for name in ui::asset_names() {
        let asset =
            ui::asset(&name).ok_or_else(|| io::Error::other(format!("{name} is not an asset")))?;
        fs::write(files.join(&*name), asset.bytes)?;
    }
    fs::write(folder.join("policy"), ui::CONTENT_SECURITY_POLICY)
}
