//! « Fiches élèves → Fiches individuelles »: find a pupil by name, first name, class.

use audit::Line;
use axum::{extract::State, response::Response};
use frame::Page;
use identity::{At, PupilFiles};
use maud::{Markup, html};
use records::{Division, PupilRow, PupilSearch};
use ui::{Button, Column, Empty, Field, Filters, Icon, Link, Paging, Select, Table, Width};
use web::{Context, Cursor, Input, PAGE_SIZE, Result};

pub(crate) const HREF: &str = "/eleves";
const LIST: &str = "eleves";

pub(crate) async fn show(
    at: At<PupilFiles>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let class = Some(input.text("classe")).filter(|class| !class.is_empty());
    let wanted = PupilSearch {
        surname: input.text("nom").to_owned(),
        first_name: input.text("prenom").to_owned(),
        divisions: class.map(ToOwned::to_owned).into_iter().collect(),
    };
    let mut read = context.db.read().await?;
    let divisions = records::divisions(&mut read, &at).await?;
    let asked = ["nom", "prenom", "classe"]
        .iter()
        .any(|field| input.is_ticked(field));
    let found = if asked {
        let after = Cursor::read(&context.keys, LIST, input.text("apres"));
        let today = at.today(now);
        let after = after.as_ref();
        Some(records::search_pupils(&mut read, &at, today, &wanted, after, PAGE_SIZE).await?)
    } else {
        None
    };
    drop(read);
    let mut results = None;
    if let Some(found) = found {
        // A list leaves one line, with its scope.
        let scope = format!(
            "classe « {} », {} élèves",
            input.text("classe"),
            found.rows.len()
        );
        let line = Line::new(at.actor(), "pupil.listed").detail(scope);
        context.audit.look(now, line).await?;
        let next = found
            .next
            .as_ref()
            .map(|cursor| cursor.sign(&context.keys, LIST));
        results = Some(table(&found.rows, &input, next.as_deref()));
    }
    let body = html! {
        @if divisions.is_empty() && !asked {
            (nobody_yet(&at))
        } @else {
            (form(&input, &divisions))
            @if let Some(results) = results { (results) }
        }
    };
    Page::new(&at, "Fiches individuelles")
        .under("pupils", HREF)
        .intro("Cherchez l'élève ; les premières lettres du nom suffisent.")
        .show(&context, body)
        .await
}

fn form(input: &Input, divisions: &[Division]) -> Markup {
    let classes = divisions.iter().map(|d| (d.code.as_str(), d.code.as_str()));
    html! {
        (Filters::new(HREF, html! {
            (Field::search("nom", "Nom").value(input.text("nom")).width(Width::Medium))
            (Field::search("prenom", "Prénom").value(input.text("prenom")).width(Width::Medium))
            (Select::new("classe", "Classe").option("", "Toutes").options(classes)
                .selected(input.text("classe")))
        }).search("Chercher"))
    }
}

fn table(rows: &[PupilRow], input: &Input, next: Option<&str>) -> Markup {
    let first: u64 = input.text("rang").parse().unwrap_or(1).clamp(1, 1_000_000);
    let last = first + rows.len() as u64 - u64::from(!rows.is_empty());
    let next = next.map(|cursor| {
        let rank = (last + 1).to_string();
        let fields = [
            ("nom", input.text("nom")),
            ("prenom", input.text("prenom")),
            ("classe", input.text("classe")),
            ("apres", cursor),
            ("rang", &rank),
        ];
        format!(
            "{HREF}?{}",
            serde_html_form::to_string(fields).unwrap_or_default()
        )
    });
    html! {
        (Table::new("Élèves trouvés")
            .columns([Column::new("Élève"), Column::new("Classe")])
            .empty(Empty::new("Aucun élève ne correspond")
                .why("Vérifiez l'orthographe, ou cherchez avec moins de lettres. Un élève sorti \
                      de l'établissement n'est plus dans cette liste."))
            .rows(rows, |row, pupil| {
                row.head(Link::new(&format!("{HREF}/{}", pupil.id), &pupil.list_name()));
                row.cell(pupil.division.as_deref().unwrap_or("sans classe"));
            }))
        @if !rows.is_empty() {
            (Paging { first, last, total: None, previous: None, next: next.as_deref() })
        }
    }
}

fn nobody_yet(at: &At<PupilFiles>) -> Markup {
    let empty = Empty::new("Aucun élève n'est encore connu ici").icon(Icon::GraduationCap);
    html! {
        @if at.also(admission::Audience::RegisterImport) {
            (empty.why("Les fiches viennent de SIECLE : importez les exports de l'établissement.")
                .action(Button::primary("Importer depuis SIECLE").href(super::import::HREF)))
        } @else {
            (empty.why("Les fiches viennent de SIECLE : le secrétariat ou la direction peut les \
                        importer."))
        }
    }
}
