use crate::portal;
use chrono::Duration;
use operations::{BackupRun, Check, Level, doctor};
use testkit::on_each_engine;

fn level(checks: &[Check], name: &str) -> Level {
    let check = checks.iter().find(|check| check.name == name);
    check.unwrap_or_else(|| panic!("no check « {name} »")).level
}

on_each_engine!(
    /// Invariant: doctor finds what is wrong, and says when the last good backup was.
    doctor_finds_what_is_wrong,
    |which| async move {
        let mut portal = portal(which).await;
        let checks = doctor(&portal.context).await;
        for (name, expected) in [
            ("Base de données", Level::Ok),
            ("Schéma", Level::Ok),
            ("Clé", Level::Ok),
            ("Sauvegarde", Level::Bad),
            ("Journal d'audit", Level::Ok),
            ("Effacement", Level::Warn),
            ("Travaux", Level::Ok),
            ("SMS", Level::Ok),
            ("Horloge", Level::Ok),
        ] {
            assert_eq!(level(&checks, name), expected, "{name}");
        }
        let backup = |verified, hours| BackupRun {
            at: portal.now() - Duration::hours(hours),
            file: None,
            size: 1,
            verified,
            sentence: "Le disque est plein.".into(),
        };
        let note = async |run: BackupRun| {
            db::in_write!(portal.db(), db::Error, |tx| {
                operations::note_backup(tx, &run).await
            })
            .unwrap();
            let checks = doctor(&portal.context).await;
            checks.into_iter().find(|check| check.name == "Sauvegarde").unwrap()
        };
        assert_eq!(note(backup(true, 72)).await.level, Level::Bad, "too old");
        let good = note(backup(true, 6)).await;
        assert_eq!(good.level, Level::Ok);
        assert!(good.sentence.starts_with("Dernière bonne sauvegarde : mardi 24 novembre"));
        let failed = note(backup(false, 1)).await;
        assert_eq!(failed.level, Level::Warn);
        assert!(failed.sentence.contains("Le disque est plein."));

        let behind = Duration::days(2);
        portal.context.clock.set(portal.now() - behind);
        assert_eq!(level(&doctor(&portal.context).await, "Journal d'audit"), Level::Ok);
        portal.context.clock.set(portal.now() + behind + behind);
        let schema: Vec<_> = portal.context.schema.iter().copied().skip(1).collect();
        portal.context.schema = schema.into();
        assert_eq!(level(&doctor(&portal.context).await, "Schéma"), Level::Bad);
        portal.db().close().await;
        assert_eq!(level(&doctor(&portal.context).await, "Base de données"), Level::Bad);
    }
);

#[test]
fn a_clock_that_went_back_is_found_in_live_mode_only() {
    testkit::run(async {
        for (mode, expected) in [(web::Mode::Live, Level::Bad), (web::Mode::Demo, Level::Ok)] {
            let portal =
                testkit::Portal::start_in(testkit::Which::Sqlite, mode, crate::manifests()).await;
            let ahead = portal.now() + Duration::hours(1);
            db::in_write!(portal.db(), db::Error, |tx| {
                let line = audit::Line::new(audit::Actor::PROGRAM, "session.opened");
                audit::note(tx, ahead, &line).await
            })
            .unwrap();
            let checks = doctor(&portal.context).await;
            assert_eq!(level(&checks, "Horloge"), expected);
            let said = &checks
                .iter()
                .find(|c| c.name == "Horloge")
                .unwrap()
                .sentence;
            assert_eq!(said.contains("a reculé"), mode == web::Mode::Live, "{said}");
        }
    });
}
