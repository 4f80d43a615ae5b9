//! Invariant: arrows between crates point down the floors, and services do not know each other.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// The floors, from the ground up. Inside `platform` the order is this one too: a crate may
/// use only what stands before it.
const FLOORS: [&str; 8] = [
    "libs",
    "platform",
    "records",
    "timetable",
    "exchange",
    "services",
    "app",
    "bench",
];
const PLATFORM: [&str; 13] = [
    "print",
    "db",
    "secrets",
    "admission",
    "audit",
    "web",
    "manifest",
    "jobs",
    "frame",
    "identity",
    "messaging",
    "testkit",
    "print-typst",
];
/// The typesetter takes minutes to build: only the program links it, and the benchmark measures it.
const TYPESETTER: &str = "print-typst";
const MAY_SET_TYPE: [&str; 2] = ["preau", "bench"];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .no_deps()
        .exec()
        .expect("cargo metadata")
}

/// The floor of a crate, by its folder: `libs/sms` stands on `libs`.
fn floor(metadata: &Metadata, package: &Package) -> usize {
    let folder = package
        .manifest_path
        .strip_prefix(&metadata.workspace_root)
        .expect("in the house");
    let name = folder.components().next().expect("a folder").as_str();
    FLOORS
        .iter()
        .position(|floor| *floor == name)
        .unwrap_or_else(|| panic!("{name}: no such floor"))
}

fn problems(metadata: &Metadata) -> Vec<String> {
    let mut problems = Vec::new();
    for package in &metadata.packages {
        let from = floor(metadata, package);
        for dependency in &package.dependencies {
            let Some(target) = metadata
                .packages
                .iter()
                .find(|p| *p.name == dependency.name)
            else {
                continue;
            };
            let to = floor(metadata, target);
            // Not even tests: who tests a service does not wait for the typesetter.
            if *target.name == TYPESETTER && !MAY_SET_TYPE.contains(&package.name.as_str()) {
                problems.push(format!("{} → {}", package.name, target.name));
                continue;
            }
            // A test may stand on anything below the app.
            if dependency.kind == DependencyKind::Development && FLOORS[to] != "app" {
                continue;
            }
            let sideways = match FLOORS[from] {
                "services" => to == from,
                "platform" if to == from => {
                    let rank = |name: &str| {
                        PLATFORM
                            .iter()
                            .position(|n| *n == name)
                            .expect("a known platform crate")
                    };
                    rank(&target.name) >= rank(&package.name)
                }
                _ => false,
            };
            if to > from || sideways {
                problems.push(format!("{} → {}", package.name, target.name));
            }
        }
    }
    problems
}

#[test]
fn arrows_point_down() {
    assert_eq!(problems(&metadata()), Vec::<String>::new());
}

/// The check can fail: turned upside down, the house is full of problems.
#[test]
fn the_check_sees_an_arrow_that_goes_up() {
    let mut metadata = metadata();
    let root = metadata.workspace_root.clone();
    for package in &mut metadata.packages {
        if *package.name == "messaging" {
            package.manifest_path = root.join("libs/messaging/Cargo.toml");
        }
    }
    assert!(
        problems(&metadata)
            .iter()
            .any(|p| p.starts_with("messaging → "))
    );
}

/// And it sees a crate that would build the typesetter, were it only for its tests.
#[test]
fn the_check_sees_a_crate_that_sets_type_itself() {
    for (who, problem) in [("absences", true), ("testkit", true), ("bench", false)] {
        let mut metadata = metadata();
        let crates = &mut metadata.packages;
        let package = crates.iter_mut().find(|package| *package.name == who);
        let package = package.expect("a crate");
        let mut arrow = package.dependencies[0].clone();
        arrow.name = TYPESETTER.into();
        arrow.kind = DependencyKind::Development;
        package.dependencies.push(arrow);
        let arrow = format!("{who} → {TYPESETTER}");
        assert_eq!(problems(&metadata).contains(&arrow), problem, "{who}");
    }
}

/// And it sees a service that knows another one, were it only to be built; tests alone may.
#[test]
fn the_check_sees_a_service_that_knows_another() {
    for (kind, problem) in [
        (DependencyKind::Normal, true),
        (DependencyKind::Build, true),
        (DependencyKind::Development, false),
    ] {
        let mut metadata = metadata();
        let absences = metadata
            .packages
            .iter_mut()
            .find(|package| *package.name == "absences")
            .expect("a service");
        let mut arrow = absences.dependencies[0].clone();
        arrow.name = "pupils".into();
        arrow.kind = kind;
        absences.dependencies.push(arrow);
        let seen = problems(&metadata).contains(&"absences → pupils".to_owned());
        assert_eq!(seen, problem, "{kind:?}");
    }
}
