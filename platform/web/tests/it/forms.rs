//! Forms.

use crate::pages::{send, show};

/// Invariant: a field that comes several times keeps all its values, in order, and what was
/// typed is kept as it was typed.
#[tokio::test]
async fn a_field_may_come_several_times() {
    let answer = send("sms=3&nom=+B%C3%A9rang%C3%A8re+&sms=1&autre=x&sms=2".into()).await;
    assert_eq!(answer.body, "3|Bérangère| Bérangère |3,1,2");
    let address = show("/formulaire?sms=3&nom=+B%C3%A9rang%C3%A8re+&sms=1").await;
    assert_eq!(address.body, "2|Bérangère| Bérangère |3,1");
}

/// Invariant: 5,000 ticked boxes arrive, all of them.
#[tokio::test]
async fn five_thousand_boxes_arrive() {
    let ids: Vec<String> = (0..5_000)
        .map(|_| uuid::Uuid::now_v7().to_string())
        .collect();
    let form: Vec<String> = ids.iter().map(|id| format!("sms={id}")).collect();
    let answer = send(form.join("&")).await;
    assert_eq!(answer.body, format!("5000|||{}", ids.join(",")));
}

/// Invariant: a form without end is refused with a sentence, and is not read to its end.
#[tokio::test]
async fn a_form_without_end_is_refused() {
    let answer = send(format!("nom={}", "a".repeat(600 * 1024))).await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("Le formulaire est trop long"));
}
