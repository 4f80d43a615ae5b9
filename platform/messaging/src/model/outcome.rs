//! What is known of an attempt, whatever took it: a message centre or a mail server.

use sms::smpp;

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken, under this identifier.
    Accepted {
        /// As whoever took it wrote it.
        reference: String,
    },
    /// Not now: everything must slow down. It is as if it had not been written.
    Throttled {
        /// The code of the answer.
        code: i64,
    },
    /// Refused.
    Rejected {
        /// The code of the answer.
        code: i64,
        /// Why, in words for a person.
        sentence: String,
        /// Trying again later may succeed.
        temporary: bool,
    },
    /// Surely not handed over; with why, when that is worth a person's time.
    NotWritten {
        /// Why.
        sentence: Option<String>,
    },
    /// Written, and no answer came.
    InDoubt,
}

impl From<smpp::Outcome> for Outcome {
    fn from(outcome: smpp::Outcome) -> Self {
        match outcome {
            smpp::Outcome::Accepted { message_id } => Self::Accepted {
                reference: message_id,
            },
            smpp::Outcome::Throttled { status } => Self::Throttled {
                code: i64::from(status.0),
            },
            smpp::Outcome::Rejected { status, temporary } => Self::Rejected {
                code: i64::from(status.0),
                sentence: status.sentence().into(),
                temporary,
            },
            smpp::Outcome::NotWritten => Self::NotWritten { sentence: None },
            smpp::Outcome::InDoubt => Self::InDoubt,
        }
    }
}

impl From<mail::Outcome> for Outcome {
    fn from(outcome: mail::Outcome) -> Self {
        match outcome {
            // No receipt will name it: what the server said of it is not kept.
            mail::Outcome::Accepted { .. } => Self::Accepted {
                reference: String::new(),
            },
            mail::Outcome::Rejected { reply, temporary } => Self::Rejected {
                code: i64::from(reply.code),
                sentence: reply.sentence().into(),
                temporary,
            },
            mail::Outcome::NotWritten { obstacle } => Self::NotWritten {
                sentence: Some(obstacle.to_string()),
            },
            mail::Outcome::InDoubt => Self::InDoubt,
        }
    }
}
