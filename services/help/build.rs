//! A release embeds the guides and their pictures, and must follow any change of theirs; a debug
//! build reads them from the disk.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo:rerun-if-changed=../../docs/guides");
    }
}
