//! Writing `submit_sm` (SMPP 3.4 §4.4). Every field that providers look at is set explicitly.

use std::{str::FromStr as _, time::Duration};

use rusmpp::{
    pdus::SubmitSm,
    types::{COctetString, EmptyOrFullCOctetString, OctetString},
    values::{DataCoding, EsmClass, Npi, RegisteredDelivery, Ton},
};

use crate::number::Sender;

use super::Submission;

/// `esm_class`: the default mode of the centre, without or with a user data header.
const PLAIN: u8 = 0x00;
const WITH_HEADER: u8 = 0x40;
/// `registered_delivery`: a receipt for the final outcome, success or failure, and nothing else.
const RECEIPT: u8 = 0x01;

/// `None` when a field can't be written: only a sender that was not made by `Sender::parse`.
pub(super) fn pdu(submission: &Submission) -> Option<SubmitSm> {
    let (ton, npi) = match submission.source {
        Sender::Name(_) => (Ton::Alphanumeric, Npi::Unknown),
        Sender::Number(_) => (Ton::International, Npi::Isdn),
        Sender::Short(_) => (Ton::NetworkSpecific, Npi::Unknown),
    };
    let esm_class = match submission.part.has_header() {
        true => WITH_HEADER,
        false => PLAIN,
    };
    let validity = match submission.validity {
        Some(validity) => EmptyOrFullCOctetString::from_string(relative_time(validity)).ok()?,
        None => EmptyOrFullCOctetString::empty(),
    };
    let octets = submission.part.short_message(submission.reference);
    let pdu = SubmitSm::builder()
        .source_addr_ton(ton)
        .source_addr_npi(npi)
        .source_addr(COctetString::from_str(&submission.source.address()).ok()?)
        .dest_addr_ton(Ton::International)
        .dest_addr_npi(Npi::Isdn)
        .destination_addr(COctetString::from_str(&submission.destination.digits()).ok()?)
        .esm_class(EsmClass::from(esm_class))
        .validity_period(validity)
        .registered_delivery(RegisteredDelivery::from(RECEIPT))
        .data_coding(DataCoding::from(submission.part.encoding.data_coding()))
        .short_message(OctetString::from_vec(octets).ok()?)
        .build();
    Some(pdu)
}

/// `YYMMDDhhmmsstnnp` in its relative form (SMPP 3.4 §7.1.1.2): from one second to thirty days,
/// never in months, whose length varies. Zero would mean "as long as the operator likes".
fn relative_time(validity: Duration) -> String {
    let seconds = validity.as_secs().clamp(1, 30 * 86_400);
    format!(
        "0000{:02}{:02}{:02}{:02}000R",
        seconds / 86_400,
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_times() {
        for (seconds, text) in [
            (0, "000000000001000R"),
            (600, "000000001000000R"),
            (90_061, "000001010101000R"),
            (u64::MAX, "000030000000000R"),
        ] {
            assert_eq!(relative_time(Duration::from_secs(seconds)), text);
        }
    }
}
