//! QR codes, as rows of dark modules that the template draws: of what a code holds, nothing else goes on.

use print::Fault;
use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Map, Value, json};

/// Puts the drawing of each code of a document in the place of what it holds.
pub(crate) fn draw(value: &mut Value) -> Result<(), Fault> {
    match value {
        Value::Array(values) => values.iter_mut().try_for_each(draw),
        Value::Object(fields) => match fields.get_mut("qr").and_then(Value::as_object_mut) {
            Some(code) => replace(code),
            None => fields.values_mut().try_for_each(draw),
        },
        _ => Ok(()),
    }
}

fn replace(code: &mut Map<String, Value>) -> Result<(), Fault> {
    let holds = code.remove("holds").unwrap_or_default();
    let holds = holds.as_str().unwrap_or_default();
    // Legible with a seventh of it under a fold or a stain.
    let drawn = QrCode::with_error_correction_level(holds, EcLevel::M)
        .map_err(|error| Fault::Refused(format!("QR code: {error}")))?;
    code.insert("modules".into(), drawn.width().into());
    code.insert("runs".into(), runs(&drawn));
    Ok(())
}

/// The dark modules, by rows: where each run begins, and how long it is.
fn runs(code: &QrCode) -> Value {
    let width = code.width();
    let mut runs: Vec<[usize; 3]> = Vec::new();
    for (n, color) in code.to_colors().into_iter().enumerate() {
        let (x, y) = (n % width, n / width);
        if color == Color::Light {
            continue;
        }
        match runs.last_mut() {
            Some([from, row, length]) if *row == y && *from + *length == x => *length += 1,
            _ => runs.push([x, y, 1]),
        }
    }
    json!(runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: what a code holds does not go on to the template; the runs are the dark modules, each once.
    #[test]
    fn a_code_is_drawn() {
        let block = || json!({ "qr": { "holds": "https://preau.test/secret", "beside": [] } });
        let mut value = json!({ "body": { "letters": [{ "body": [block()] }] } });
        draw(&mut value).unwrap();
        assert!(!value.to_string().contains("secret"));
        let code = &value["body"]["letters"][0]["body"][0]["qr"];
        let expected = QrCode::with_error_correction_level("https://preau.test/secret", EcLevel::M);
        let expected = expected.unwrap();
        let dark = expected.to_colors().into_iter();
        let dark = dark.filter(|color| *color == Color::Dark).count() as u64;
        let runs = code["runs"].as_array().unwrap();
        let lengths = runs.iter().map(|run| run[2].as_u64().unwrap());
        assert_eq!(lengths.sum::<u64>(), dark);
        let long = json!({ "qr": { "holds": "x".repeat(3_000) } });
        let mut too_long = long;
        assert!(matches!(draw(&mut too_long), Err(Fault::Refused(_))));
    }
}
