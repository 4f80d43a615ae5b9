//! Says plainly what to do when the styles and scripts have not been built yet.

fn main() {
    // Icons are compiled in; styles and scripts are read from disk by a debug build, so a change of
    // colour need not recompile every page. A release embeds them all and must follow any change.
    println!("cargo:rerun-if-changed=dist/icons.rs");
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo:rerun-if-changed=dist");
    }
    if !std::path::Path::new("dist/icons.rs").exists() {
        eprintln!("\nThe styles and scripts of the pages are missing: run bin/assets\n");
        std::process::exit(1);
    }
}
