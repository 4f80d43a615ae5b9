//! `STS_EDT`: STS-web writes it in another way than SIECLE does.

use std::io::Write;

use super::{Xml, structures::all_groups};
use crate::generate::{
    Plan,
    programme::{COMMON, SUBJECTS, Subject, level, levels, subjects},
    staff::{Member, Team, Work, main_classes, replaced},
};

pub(super) fn staff(plan: &Plan, xml: &mut Xml<impl Write>) {
    let team = Team::of(plan);
    xml.element("STS_EDT", &[], |xml| {
        xml.element("PARAMETRES", &[], |xml| parameters(plan, xml));
        xml.element("NOMENCLATURES", &[], |xml| nomenclatures(plan, xml));
        xml.element("DONNEES", &[], |xml| {
            xml.element("INDIVIDUS", &[], |xml| {
                for member in team.members() {
                    individual(plan, &member, xml);
                }
            });
            xml.element("STRUCTURE", &[], |xml| {
                xml.element("DIVISIONS", &[], |xml| divisions(plan, &team, xml));
                xml.element("GROUPES", &[], |xml| groups(plan, &team, xml));
            });
        });
    });
}

fn parameters(plan: &Plan, xml: &mut Xml<impl Write>) {
    xml.element("UAJ", &[("CODE", &plan.uai)], |xml| {
        xml.field("SIGLE", plan.kind.abbreviation());
        xml.field("DENOM_PRINC", plan.kind.name());
        xml.field("DENOM_COMPL", &plan.name);
    });
    let year = plan.school_year.to_string();
    xml.element("ANNEE_SCOLAIRE", &[("ANNEE", &year)], |xml| {
        xml.field("DATE_DEBUT", &format!("{year}-09-01"));
        xml.field("DATE_FIN", &format!("{}-08-31", plan.school_year + 1));
    });
}

fn nomenclatures(plan: &Plan, xml: &mut Xml<impl Write>) {
    xml.element("MATIERES", &[], |xml| {
        for [code, short, label, print, _] in subjects(plan) {
            xml.element("MATIERE", &[("CODE", code)], |xml| {
                xml.field("CODE_GESTION", short);
                xml.field("LIBELLE_COURT", short);
                xml.field("LIBELLE_LONG", label);
                xml.field("LIBELLE_EDITION", print);
            });
        }
    });
    xml.element("MEFS", &[], |xml| {
        for level in levels(plan) {
            xml.element("MEF", &[("CODE", level.mef)], |xml| {
                xml.field("LIBELLE_COURT", level.formation);
                xml.field("LIBELLE_LONG", level.label);
            });
        }
    });
}

fn kind(member: &Member) -> &'static str {
    if member.local { "local" } else { "epp" }
}

fn individual(plan: &Plan, member: &Member, xml: &mut Xml<impl Write>) {
    let id = member.id.to_string();
    xml.element("INDIVIDU", &[("ID", &id), ("TYPE", kind(member))], |xml| {
        let code = if member.woman { "2" } else { "1" };
        xml.field("SEXE", code);
        xml.field("CIVILITE", code);
        xml.field("NOM_USAGE", member.family_name);
        xml.field(
            "NOM_PATRONYMIQUE",
            member.birth_name.unwrap_or(member.family_name),
        );
        xml.field("PRENOM", member.first_name);
        xml.field(
            "DATE_NAISSANCE",
            &member.born_on.format("%Y-%m-%d").to_string(),
        );
        match member.work {
            Work::Office(function) => xml.field("FONCTION", function),
            Work::Teaches(subject, turn) => {
                xml.field("GRADE", "CERTIFIE");
                xml.field("FONCTION", "ENS");
                main_teacher(plan, &main_classes(plan, subject, turn), xml);
                discipline(subject, xml);
            }
            Work::Away => {}
        }
    });
}

fn main_teacher(plan: &Plan, classes: &[(usize, bool)], xml: &mut Xml<impl Write>) {
    if classes.is_empty() {
        return;
    }
    let year = plan.school_year;
    xml.element("PROFS_PRINC", &[], |xml| {
        for (class, before) in classes {
            let (from, until) = match (before, replaced(*class)) {
                (true, _) => (format!("{year}-09-01"), format!("{year}-09-30")),
                (false, true) => (format!("{year}-10-01"), format!("{}-08-31", year + 1)),
                (false, false) => (format!("{year}-09-01"), format!("{}-08-31", year + 1)),
            };
            xml.element("PROF_PRINC", &[], |xml| {
                xml.field("CODE_STRUCTURE", &plan.divisions[*class]);
                xml.field("DATE_DEBUT", &from);
                xml.field("DATE_FIN", &until);
            });
        }
    });
}

/// For what somebody was hired: codes of posts, which are not those of subjects.
fn discipline(subject: &Subject, xml: &mut Xml<impl Write>) {
    let [code, short, ..] = subject;
    let post = format!("L{}", &code[..4]);
    xml.element("DISCIPLINES", &[], |xml| {
        xml.element("DISCIPLINE", &[("CODE", &post)], |xml| {
            xml.field("LIBELLE_COURT", short);
            xml.field("NB_HEURES", "18.00");
        });
    });
}

fn divisions(plan: &Plan, team: &Team<'_>, xml: &mut Xml<impl Write>) {
    for (class, code) in plan.divisions.iter().enumerate() {
        let level = level(code);
        xml.element("DIVISION", &[("CODE", code)], |xml| {
            xml.field("LIBELLE_LONG", &format!("{} {code}", level.print_label));
            xml.element("MEFS_APPARTENANCE", &[], |xml| {
                xml.empty("MEF_APPARTENANCE", &[("CODE", level.mef)]);
            });
            xml.element("SERVICES", &[], |xml| {
                for (number, subject) in SUBJECTS[..COMMON].iter().enumerate() {
                    let mut teachers = Vec::new();
                    // One in fifty has nobody yet.
                    if (class * 7 + number) % 50 != 49 {
                        teachers.push(team.teacher_of(subject, class));
                    }
                    if class == 0 && number == 0 {
                        teachers.push(team.away());
                    }
                    service(subject[0], &teachers, xml);
                }
            });
        });
    }
}

fn groups(plan: &Plan, team: &Team<'_>, xml: &mut Xml<impl Write>) {
    for (number, (code, (subject, letter))) in all_groups(plan).iter().enumerate() {
        let of_level = plan
            .divisions
            .iter()
            .filter(|code| level(code).letter == *letter);
        xml.element("GROUPE", &[("CODE", code)], |xml| {
            xml.field("LIBELLE_LONG", &format!("GROUPE {code}"));
            xml.element("DIVISIONS_APPARTENANCE", &[], |xml| {
                for division in of_level {
                    xml.empty("DIVISION_APPARTENANCE", &[("CODE", division)]);
                }
            });
            xml.element("SERVICES", &[], |xml| {
                let known = subjects(plan).find(|one| one[0] == *subject);
                let teachers: Vec<Member> = known
                    .map(|one| team.teacher(one, number))
                    .into_iter()
                    .collect();
                service(subject, &teachers, xml);
            });
        });
    }
}

fn service(subject: &str, teachers: &[Member], xml: &mut Xml<impl Write>) {
    let attributes = [("CODE_MATIERE", subject), ("CODE_MOD_COURS", "CG")];
    if teachers.is_empty() {
        xml.empty("SERVICE", &attributes);
        return;
    }
    xml.element("SERVICE", &attributes, |xml| {
        xml.element("ENSEIGNANTS", &[], |xml| {
            for teacher in teachers {
                let id = teacher.id.to_string();
                xml.empty("ENSEIGNANT", &[("ID", &id), ("TYPE", kind(teacher))]);
            }
        });
    });
}
