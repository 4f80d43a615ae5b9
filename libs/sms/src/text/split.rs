//! Cutting a text into parts, never inside a sign.

use super::{Encoding, Part, Prepared, TextError, gsm};

/// Cuts `text`, whose signs are all of `encoding`.
pub(super) fn cut(text: String, encoding: Encoding) -> Result<Prepared, TextError> {
    let signs: Vec<(Vec<u8>, usize)> = text.chars().map(|sign| encode(sign, encoding)).collect();
    let units = signs.iter().map(|(_, cost)| cost).sum();
    let room = match units <= encoding.single() {
        true => encoding.single(),
        false => encoding.concatenated(),
    };

    let mut payloads = vec![(Vec::new(), 0)];
    for (octets, cost) in signs {
        // A sign goes whole into one part: an extension pair or a surrogate pair that does not
        // fit leaves its last place empty.
        match payloads.last_mut() {
            Some((payload, used)) if *used + cost <= room => {
                payload.extend(octets);
                *used += cost;
            }
            _ => payloads.push((octets, cost)),
        }
    }

    let total = u8::try_from(payloads.len()).map_err(|_| TextError::TooLong {
        parts: payloads.len(),
    })?;
    let left = payloads.last().map_or(0, |(_, used)| room - used);
    let parts = (1..=total)
        .zip(payloads)
        .map(|(number, (payload, units))| Part {
            number,
            total,
            encoding,
            units,
            payload,
        })
        .collect();
    Ok(Prepared {
        encoding,
        received: text,
        units,
        left,
        parts,
    })
}

/// The octets of one sign and what it costs.
fn encode(sign: char, encoding: Encoding) -> (Vec<u8>, usize) {
    match encoding {
        Encoding::Gsm7 => {
            // The alphabet was chosen because it holds every sign; a question mark can't happen.
            let (septets, cost) = gsm::septets(sign).unwrap_or(([b'?', 0], 1));
            (septets[..cost].to_vec(), cost)
        }
        Encoding::Ucs2 => {
            let mut buffer = [0; 2];
            let units = sign.encode_utf16(&mut buffer);
            let octets = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            (octets, units.len())
        }
    }
}
