//! The rules of rights, each case by hand.

use super::*;
use education::{Account, Id};

fn account(here: &[Function]) -> AccountHere {
    AccountHere {
        id: Id::new(),
        login: "cperrin".into(),
        surname: "Perrin".into(),
        first_name: "Claire".into(),
        has_password: true,
        link_until: None,
        closed: false,
        here: here.to_vec(),
        before: Vec::new(),
        elsewhere: Vec::new(),
    }
}

fn decided(account: Id<Account>, audience: Audience, standing: Standing) -> RightException {
    RightException {
        account,
        audience,
        standing,
        at: "2026-11-24T07:40:00Z".parse().unwrap(),
        by: Id::new(),
        version: 2,
    }
}

const DIRECTION: [Function; 2] = [Function::Head, Function::DeputyHead];

/// Invariant: rights are changed by the direction, a head's by a head, and of those who work here.
#[test]
fn the_direction_changes_rights() {
    let me = Id::new();
    for function in Function::ALL {
        let held = [function];
        let acting = Acting {
            account: me,
            held: &held,
        };
        let direction = DIRECTION.contains(&function);
        assert_eq!(
            may_grant(acting, &account(&[Function::Teacher])).is_ok(),
            direction,
            "{function:?}"
        );
        let head = may_grant(acting, &account(&[Function::Head]));
        assert_eq!(head.is_ok(), function == Function::Head, "{function:?}");
        assert!(may_grant(acting, &account(&[])).is_err());
        let mut closed = account(&[Function::Teacher]);
        closed.closed = true;
        assert!(may_grant(acting, &closed).is_err());
    }
}

/// Invariant: nobody loses by their own hand the right to this page; a deputy gives what they have, a
/// head anything; who writes also reads.
#[test]
fn a_change_is_judged() {
    use Audience::{AllMarks, Marks, MarksSettings, StaffAccounts};
    let me = account(&[Function::Head]);
    let other = account(&[Function::Cpe]);
    let held = Rights::of(&other.here);
    let judged =
        |function: Function, own: &Rights, of: &AccountHere, before: &Rights, after: &Rights| {
            let acting = Acting {
                account: me.id,
                held: &[function],
            };
            let invalid = judge(acting, own, of, (before, after));
            let fields = invalid.all().iter().map(|(field, _)| *field);
            fields.collect::<Vec<_>>()
        };
    let deputy = Rights::of(&[Function::DeputyHead]);
    let limited = deputy.clone().with(MarksSettings, Standing::Withdrawn);
    let settings = held.clone().with(MarksSettings, Standing::Given);
    assert!(judged(Function::DeputyHead, &deputy, &other, &held, &settings).is_empty());
    assert_eq!(
        judged(Function::DeputyHead, &limited, &other, &held, &settings),
        ["notes"]
    );
    assert!(judged(Function::Head, &limited, &other, &held, &settings).is_empty());
    // What somebody had already is not given.
    assert!(judged(Function::DeputyHead, &limited, &other, &settings, &settings).is_empty());
    assert!(judged(Function::DeputyHead, &limited, &other, &settings, &held).is_empty());
    // A right that was withdrawn from oneself is not taken back.
    assert_eq!(
        judged(Function::DeputyHead, &limited, &me, &limited, &deputy),
        ["notes"]
    );
    let head = Rights::of(&me.here);
    let without = head.clone().with(StaffAccounts, Standing::Withdrawn);
    assert_eq!(
        judged(Function::Head, &head, &me, &head, &without),
        ["personnels"]
    );
    assert!(judged(Function::Head, &head, &other, &head, &without).is_empty());
    let all = held.clone().with(AllMarks, Standing::Given);
    assert_eq!(
        judged(Function::Head, &head, &other, &held, &all),
        ["notes"]
    );
    let both = all.with(Marks, Standing::Given);
    assert!(judged(Function::Head, &head, &other, &held, &both).is_empty());
    let blind = held.clone().with(Audience::PupilFiles, Standing::Withdrawn);
    assert_eq!(
        judged(Function::Head, &head, &other, &held, &blind),
        ["eleves"]
    );
}

/// Invariant: a form sent as it was shown changes nothing; a box that changes is given, withdrawn, or as
/// the functions say again.
#[test]
fn only_what_changes_is_decided() {
    use Audience::{MarksSettings, RollCall, SchoolLife};
    let cpe = account(&[Function::Cpe]);
    let plain = Held::of(&cpe, &[decided(Id::new(), MarksSettings, Standing::Given)]);
    assert_eq!(plain.rights, Rights::of(&[Function::Cpe]));
    assert!(!plain.differs() && plain.wanted(&plain.filled()).is_empty());
    assert_eq!(plain.share(Application::Absences), "Tout");
    assert_eq!(plain.share(Application::Marks), "Rien");
    let held = Held::of(
        &cpe,
        &[
            decided(cpe.id, MarksSettings, Standing::Given),
            decided(cpe.id, SchoolLife, Standing::Withdrawn),
            decided(cpe.id, RollCall, Standing::Default),
        ],
    );
    assert!(held.wanted(&held.filled()).is_empty());
    assert_eq!(held.version(), 6);
    assert_eq!(held.share(Application::Absences), "2 sur 3");
    assert_eq!(held.share(Application::Marks), "1 sur 3");
    assert!(held.differs_in(Application::Marks) && !held.differs_in(Application::Pupils));
    let asked = Input::parse(
        "absences=school_life&absences=school_life_settings&eleves=pupil_files\
         &eleves=pupil_files_writing&informations=school_information&notes=operator&notes=all_marks",
    );
    assert_eq!(
        held.wanted(&asked),
        [
            (SchoolLife, Standing::Default),
            (RollCall, Standing::Withdrawn),
            (Audience::AllMarks, Standing::Given),
            (MarksSettings, Standing::Default),
        ]
    );
    assert_eq!(held.after(&held.restoring()), Rights::of(&[Function::Cpe]));
    assert_eq!(
        held.restoring(),
        [
            (MarksSettings, Standing::Default),
            (SchoolLife, Standing::Default)
        ]
    );
}

/// Invariant: one reads why one has access: by which function, or given or withdrawn by whom and when.
#[test]
fn one_reads_why() {
    use Audience::{AllMarks, MarksSettings, RollCall, SchoolLife};
    let cpe = account(&[Function::Cpe]);
    let held = Held::of(
        &cpe,
        &[
            decided(cpe.id, AllMarks, Standing::Given),
            decided(cpe.id, SchoolLife, Standing::Withdrawn),
        ],
    );
    let said = |audience| held.reason(audience, |_| "le 24/11/2026 par H. Lefort".to_owned());
    assert_eq!(said(RollCall), "par sa fonction (CPE)");
    assert_eq!(said(MarksSettings), "sa fonction ne l'ouvre pas");
    assert_eq!(said(SchoolLife), "retiré le 24/11/2026 par H. Lefort");
    let alone = "donné le 24/11/2026 par H. Lefort, mais sans effet sans «\u{a0}Saisir les notes de ses classes\u{a0}»";
    assert_eq!(said(AllMarks), alone);
    let reasons = [
        ("Saisir", "par sa fonction (CPE)".to_owned()),
        ("Régler", "donné hier".to_owned()),
        ("Lire", "par sa fonction (CPE)".to_owned()),
    ];
    let words = "«\u{a0}Saisir\u{a0}» et «\u{a0}Lire\u{a0}»\u{a0}: par sa fonction (CPE). «\u{a0}Régler\u{a0}»\u{a0}: donné hier.";
    assert_eq!(explained(&reasons), words);
}
