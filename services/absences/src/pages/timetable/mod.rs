//! « Paramétrages → Emplois du temps »: the week of the school, typed here or brought by files.

mod draft;
mod export;
mod form;
mod import;
mod lesson;
mod new;
pub(crate) mod reading;
mod week;

use axum::{extract::DefaultBodyLimit, handler::Handler as _};
use manifest::Routes;

pub(crate) const HREF: &str = "/absences/emplois-du-temps";

/// The pages of the timetable, after others.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/absences/emplois-du-temps", week::show)
        .example("/absences/emplois-du-temps?de={class}")
        .get("/absences/emplois-du-temps/import", import::show)
        .post(
            "/absences/emplois-du-temps/import",
            import::submit.layer(DefaultBodyLimit::max(import::LARGEST_UPLOAD)),
        )
        .upload(import::FILES, "{timetable_file}")
        .get(
            "/absences/emplois-du-temps/import/{lesson_draft}",
            draft::show,
        )
        .get(
            "/absences/emplois-du-temps/import/{lesson_draft}/remarques",
            draft::download,
        )
        .post(
            "/absences/emplois-du-temps/import/{lesson_draft}/appliquer",
            draft::apply,
        )
        .form("du={day}&vu=1-1-0-0")
        .get("/absences/emplois-du-temps/export", export::download)
        .get("/absences/emplois-du-temps/nouveau", new::show)
        .post("/absences/emplois-du-temps/nouveau", new::add)
        .form(
            "jour=ma&debut=08:30&fin=09:25&semaines=every&matiere=Latin&classes={class}&salle=B12\
             &du={day}",
        )
        .get("/absences/emplois-du-temps/{lesson}", lesson::show)
        .post("/absences/emplois-du-temps/{lesson}", lesson::change)
        .form(
            "jour=ma&debut=08:30&fin=09:25&semaines=every&matiere=Grec&classes={class}&salle=B12\
             &version={lesson_version}",
        )
        .post("/absences/emplois-du-temps/{lesson}/fin", lesson::end)
        .form("du={day}")
        .post(
            "/absences/emplois-du-temps/{lesson}/reprise",
            lesson::resume,
        )
}
