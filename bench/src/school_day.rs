//! « Appel » and « La journée » of a school of 1,200 pupils: processor time per request, against the
//! baseline.

use crate::{
    report::Report,
    sms_waiting::{Office, Page, beside},
};
use anyhow::{Result, bail};

const PUPILS: usize = 1_200;

pub(crate) async fn run(program: &str, report: &mut Report) -> Result<()> {
    let office = Office::of_pupils(PUPILS, 9, 10).await?;
    let Some((day, morning, teacher)) = office.morning().await? else {
        bail!("ces mesures demandent un jour de classe parmi les sept derniers");
    };
    report.told(
        "école de 1 200 élèves : appels faits dans la matinée",
        morning.rolls.to_string(),
    );
    let day = format!("/absences/jour?jour={day}&heure=jour");
    let pages = [
        Page {
            title: "« Appel » d'un cours",
            path: &morning.open,
            cookie: &teacher,
        },
        Page {
            title: "« La journée »",
            path: &day,
            cookie: &office.cookie,
        },
    ];
    beside(program, &office, &pages, report).await
}
