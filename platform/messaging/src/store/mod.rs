//! Every query of the outbox, and nothing else.

mod about;
mod account;
mod attempts;
mod care;
mod claim;
mod content;
mod contract;
mod doubt;
mod follow;
mod lease;
mod letters;
mod mails;
mod names;
mod outbox;
mod outcome;
mod ownership;
mod pace;
mod parts;
mod provider;
mod receipts;
mod release;
mod replies;
mod reply;
mod rules;
mod sealed;
mod secret_letters;
mod sent;
mod settle;
mod summary;
mod test;
mod usage;
mod waiting;
mod work;

pub use about::{About, about, naming, states_about};
pub use care::{UnderWay, readable_passwords, reseal_passwords, under_way};
pub use content::{Content, content};
pub use contract::{
    Contract, ContractForm, academy_contract, academy_sends, can_send, contract,
    save_academy_contract, save_contract,
};
pub use doubt::{Choice, possible_doubles, settle_doubt};
pub use follow::{Followed, FollowedPage, Tab, TabCounts, follow, tab_counts};
pub use letters::{addressed, note_posting, print_letters};
pub use mails::{LastMail, last_mail};
pub use outbox::{Prepared, is_prepared, prepare, prepare_letter, prepare_mail};
pub use ownership::all_of_school;
pub(crate) use provider::callback_secret;
pub use provider::{Protocol, Provider, ProviderForm, provider, providers, save_provider};
pub use release::{Released, cancel, cancel_for_subjects, release, subjects_told, withdraw};
pub use replies::{Replied, handle_reply, handle_stray_reply, replies, reply_count, stray_replies};
pub use reply::{Reply, example_reply};
pub use rules::{SendingRules, save_sending_rules, sending_rules};
pub use sealed::reseal_bodies;
pub use secret_letters::{note_secrets_posted, print_secret_letters};
pub use sent::{Sent, SentTo, sent, subjects_sent};
pub use summary::{Month, MonthLine, Summary, summary};
pub use test::{Test, last_test, send_test};
pub use usage::{Spent, spent};
pub use waiting::{
    Among, Counters, Paging, Sort, Waiting, WaitingList, counters, waiting, waiting_ids,
};

pub(crate) use account::{Account, Gateway, account};
pub(crate) use claim::{Claim, Decision, Outgoing, OutgoingPart, Room, Way, claim, to_send};
pub(crate) use doubt::doubt_the_dead;
pub(crate) use lease::{Lease, acquire, free, is_ours, machine_now, renew};
pub(crate) use mails::{OutgoingMail, hold_mails, mail_waits, mails_to_send};
pub(crate) use outcome::{Answer, never_written, record_answers};
pub(crate) use receipts::{Heard, record_all, record_receipts};
pub(crate) use reply::{NewReply, record_replies};
pub(crate) use rules::rules_of;
pub(crate) use sealed::{erase_the_useless, opened};
pub(crate) use test::SERVICE as TESTS;
pub(crate) use usage::Budget;
pub(crate) use work::{Channel, hold, is_to_hold, listening, others_wait, schools_with_work, work};
