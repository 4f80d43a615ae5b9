//! Reading `deliver_sm` (SMPP 3.4 §4.6): a receipt, or what someone wrote.

use rusmpp::{
    pdus::DeliverSm,
    tlvs::{Tlv, TlvValue},
};

use crate::{
    receipt::{Receipt, ReceiptTlvs},
    text,
};

/// A message that someone wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// Who wrote, as the provider writes it (`33639980012`).
    pub source: String,
    /// The number they wrote to.
    pub destination: String,
    /// SMPP `data_coding`.
    pub data_coding: u8,
    /// The text; what can't be read is replaced.
    pub text: String,
    /// The octets of the text, without header.
    pub octets: Vec<u8>,
    /// Its place among the parts of a longer text.
    pub concatenation: Option<Concatenation>,
}

/// The place of a part in a longer text (3GPP TS 23.040 §9.2.3.24.1 and .8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Concatenation {
    /// The same for all parts of a text from one number.
    pub reference: u16,
    /// How many parts there are.
    pub total: u8,
    /// From 1.
    pub number: u8,
}

/// `esm_class` bits 5-2 (SMPP 3.4 §5.2.12): a receipt, or an intermediate notification.
const MESSAGE_TYPE: u8 = 0b0011_1100;
const RECEIPT: u8 = 0b0000_0100;
const INTERMEDIATE: u8 = 0b0010_0000;
const HAS_HEADER: u8 = 0b0100_0000;

/// The receipt, when the PDU is one.
pub(super) fn receipt(pdu: &DeliverSm) -> Option<Receipt> {
    let mut tlvs = ReceiptTlvs::default();
    for value in pdu.tlvs().iter().filter_map(Tlv::value) {
        match value {
            TlvValue::ReceiptedMessageId(id) => tlvs.message_id = Some(id.as_str().to_owned()),
            TlvValue::MessageState(state) => tlvs.state = Some((*state).into()),
            TlvValue::NetworkErrorCode(error) => {
                tlvs.network_error = Some((error.network_type.into(), error.error_code));
            }
            _ => {}
        }
    }
    let kind = u8::from(pdu.esm_class) & MESSAGE_TYPE;
    let is_receipt = kind == RECEIPT || kind == INTERMEDIATE || tlvs.message_id.is_some();
    is_receipt.then(|| Receipt::read(octets(pdu), &tlvs))
}

/// What someone wrote.
pub(super) fn message(pdu: &DeliverSm) -> Inbound {
    let octets = octets(pdu);
    let has_header = u8::from(pdu.esm_class) & HAS_HEADER != 0;
    let (concatenation, body) = match has_header {
        true => split_header(octets),
        false => (None, octets),
    };
    let data_coding = pdu.data_coding.into();
    Inbound {
        source: pdu.source_addr.as_str().to_owned(),
        destination: pdu.destination_addr.as_str().to_owned(),
        data_coding,
        text: text::decode(data_coding, body),
        octets: body.to_vec(),
        concatenation,
    }
}

/// The text is in `short_message`, or in `message_payload` when that one is empty.
fn octets(pdu: &DeliverSm) -> &[u8] {
    let payload = pdu.tlvs().iter().find_map(|tlv| match tlv.value() {
        Some(TlvValue::MessagePayload(payload)) => Some(payload.value.as_ref()),
        _ => None,
    });
    match payload {
        Some(payload) if pdu.short_message().is_empty() => payload,
        _ => pdu.short_message().as_ref(),
    }
}

/// Separates the user data header from the text, and finds the concatenation in it.
pub(in crate::smpp) fn split_header(octets: &[u8]) -> (Option<Concatenation>, &[u8]) {
    let Some((header, body)) = octets
        .split_first()
        .and_then(|(&length, rest)| rest.split_at_checked(length.into()))
    else {
        return (None, octets);
    };
    let mut concatenation = None;
    let mut rest = header;
    while let [kind, length, tail @ ..] = rest {
        let Some((value, next)) = tail.split_at_checked((*length).into()) else {
            break;
        };
        concatenation = match (kind, value) {
            (0x00, &[reference, total, number]) => Some((u16::from(reference), total, number)),
            (0x08, &[high, low, total, number]) => {
                Some((u16::from_be_bytes([high, low]), total, number))
            }
            _ => concatenation,
        };
        rest = next;
    }
    let concatenation = concatenation.map(|(reference, total, number)| Concatenation {
        reference,
        total,
        number,
    });
    (concatenation, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_both_kinds_and_lies() {
        let (place, body) = split_header(&[5, 0, 3, 7, 2, 1, b'a']);
        assert_eq!(
            place,
            Some(Concatenation {
                reference: 7,
                total: 2,
                number: 1
            })
        );
        assert_eq!(body, b"a");
        let (place, body) = split_header(&[6, 8, 4, 1, 2, 3, 2, b'b']);
        assert_eq!(place.map(|place| place.reference), Some(0x0102));
        assert_eq!(body, b"b");
        // A port number, no concatenation.
        assert_eq!(split_header(&[4, 4, 2, 0, 1, b'c']), (None, &b"c"[..]));
        assert_eq!(split_header(&[9, 0, 3]), (None, &[9u8, 0, 3][..]));
        assert_eq!(split_header(&[3, 0, 9, 1, b'd']), (None, &b"d"[..]));
        assert_eq!(split_header(&[]), (None, &[][..]));
    }
}
