//! « SMS à diffuser »: the session, the functions, the count, the page of the list, the contract,
//! the line of the audit, the counters of the menu.

use super::{Answer, Pools, failed};
use anyhow::Result;
use axum::{
    extract::State,
    http::{HeaderMap, header},
};
use maud::{DOCTYPE, Markup, html};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

type Session = (Uuid, Option<Uuid>, String, Uuid, String, String);
type Tenure = (
    String,
    String,
    Option<String>,
    Option<Uuid>,
    Option<String>,
    Option<String>,
    Option<String>,
);
type Message = (Uuid, String, String, String, String, String);

pub(super) async fn sms_waiting(State(pools): State<Pools>, headers: HeaderMap) -> Answer {
    page(&pools, &headers).await.map_err(failed)
}

async fn page(pools: &Pools, headers: &HeaderMap) -> Result<Markup> {
    let token = headers
        .get(header::COOKIE)
        .and_then(|cookie| cookie.to_str().ok())
        .and_then(|cookie| cookie.split_once('='))
        .map_or("", |(_, token)| token);
    let now = chrono::Utc::now();
    let at = now.format("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string();
    let mut read = pools.readers.acquire().await?;
    let session: Session = sqlx::query_as(
        "SELECT s.id, s.school, s.last_seen_at, s.account, a.surname, a.first_name \
         FROM session s JOIN account a ON a.id = s.account \
         WHERE s.token = $1 AND s.ended_at IS NULL AND s.expires_at > $2 \
         AND s.last_seen_at > $3 AND a.ended_on IS NULL",
    )
    .bind(Sha256::digest(token.as_bytes()).to_vec())
    .bind(&at)
    .bind("2026-01-01T00:00:00.000000+00:00")
    .fetch_one(&mut *read)
    .await?;
    let (_, school, _, account, surname, first_name) = session;
    let tenures: Vec<Tenure> = sqlx::query_as(
        "SELECT t.function, t.starts_on, t.ends_on, t.school, p.uai, p.label, p.zone \
         FROM tenure t LEFT JOIN place p ON p.school = t.school WHERE t.account = $1",
    )
    .bind(account)
    .fetch_all(&mut *read)
    .await?;
    let total = count(&mut read, school, "prepared").await?;
    let messages: Vec<Message> = sqlx::query_as(
        "SELECT id, topic, person, group_name, event, recipient_label FROM message \
         WHERE school = $1 AND service = 'absences' AND state = 'prepared' \
         ORDER BY person_key, number LIMIT 50 OFFSET 0",
    )
    .bind(school)
    .fetch_all(&mut *read)
    .await?;
    let _: Option<(i64,)> = sqlx::query_as(
        "SELECT version FROM contract WHERE school = $1 AND provider IS NOT NULL \
         AND account_key <> '' AND password <> ''",
    )
    .bind(school)
    .fetch_optional(&mut *read)
    .await?;
    drop(read);
    let mut write = pools.writer.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(
        "INSERT INTO audit_line (id, at, account, school, act, object_kind, object, detail) \
         VALUES ($1, $2, $3, $4, 'sms.listed', '', NULL, $5)",
    )
    .bind(Uuid::now_v7())
    .bind(&at)
    .bind(account)
    .bind(school)
    .bind(format!("{total} SMS"))
    .execute(&mut *write)
    .await?;
    write.commit().await?;
    let mut read = pools.readers.acquire().await?;
    let waiting = count(&mut read, school, "prepared").await?;
    let in_doubt = count(&mut read, school, "in_doubt").await?;
    drop(read);
    let place = tenures
        .first()
        .and_then(|tenure| tenure.5.clone())
        .unwrap_or_default();
    let who = format!("{first_name} {surname}");
    Ok(view(&place, &who, &messages, total, waiting, in_doubt))
}

async fn count(
    read: &mut sqlx::SqliteConnection,
    school: Option<Uuid>,
    state: &str,
) -> Result<i64> {
    let text = match state {
        "prepared" => {
            "SELECT COUNT(*) FROM message \
             WHERE school = $1 AND service = 'absences' AND state = 'prepared'"
        }
        _ => {
            "SELECT COUNT(*) FROM message WHERE school = $1 AND service = 'absences' \
             AND state IN ('sending', 'accepted', 'in_doubt') AND state = 'in_doubt'"
        }
    };
    let (count,): (i64,) = sqlx::query_as(text).bind(school).fetch_one(read).await?;
    Ok(count)
}

fn view(
    place: &str,
    who: &str,
    messages: &[Message],
    total: i64,
    waiting: i64,
    doubt: i64,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="fr" {
            head { meta charset="utf-8"; title { "SMS à diffuser" } }
            body {
                header { (place) " " (who) }
                nav { a href="/absences/sms" { "SMS à diffuser (" (waiting) ")" } a href="/absences/sms/suivi" { "Suivi des SMS (" (doubt) ")" } }
                main {
                    h1 { "SMS à diffuser" }
                    p { "Il y a actuellement " (total) " SMS en attente de diffusion." }
                    form method="post" action="/absences/sms/diffusion" {
                        table class="ds-table p-table" {
                            thead { tr { th scope="col" { "Action" } th scope="col" { "Nom élève" } th scope="col" { "Division" } th scope="col" { "Évènement" } th scope="col" { "Destinataire" } } }
                            tbody {
                                @for (id, topic, person, group, event, recipient) in messages {
                                    tr {
                                        td class="p-select" { span class="ds-field" { input class="ds-input" type="checkbox" name="sms" value=(id) id={ "sms-" (id) } aria-label={ "Sélectionner " (person) }; } }
                                        td data-label="Action" { span class="p-label" { "Action" } span class="p-value" { (topic) } }
                                        th scope="row" data-label="Nom élève" { span class="p-label" { "Nom élève" } span class="p-value" { (person) } }
                                        td data-label="Division" { span class="p-label" { "Division" } span class="p-value" { (group) } }
                                        td data-label="Évènement" { span class="p-label" { "Évènement" } span class="p-value" { (event) } }
                                        td data-label="Destinataire" { span class="p-label" { "Destinataire" } span class="p-value" { (recipient) } }
                                    }
                                }
                            }
                        }
                        button type="submit" { "Diffuser les SMS sélectionnés" }
                    }
                }
            }
        }
    }
}
