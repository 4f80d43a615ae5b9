//! Messages that must arrive: the outbox, the dispatcher that empties it into sessions at
//! providers, the receipts, and the lists by which a school sees what became of each.
//!
//! A service [`prepare`]s a message in the transaction of its own act; a person [`release`]s
//! it; the dispatcher ([`start`]) asks the service once more ([`Recheck`]), commits an attempt,
//! and only then writes. Whatever happens in between, nothing released is lost, nothing is sent
//! twice by itself, and what nobody can know is shown as such (« douteux »).

mod dispatcher;
mod examples;
mod manifest;
mod model;
pub mod pages;
mod recheck;
mod store;

pub use dispatcher::{Courier, Timing, start, start_with};
pub use examples::{example_contract, example_provider};
pub use manifest::manifest;
pub use model::{
    Brake, Caption, Declared, Delivery, Event, Lane, LetterSecret, Medium, Message, NewLetter,
    NewMail, NewMessage, Outcome, Posting, PrintedLetter, Queue, QuietHours, SecretLetter, State,
};
pub use recheck::{Recheck, RecheckRequest, Rechecks, Recipient, Verdict};
pub use store::{
    About, Among, Choice, Content, Contract, ContractForm, Counters, Followed, FollowedPage,
    LastMail, Month, MonthLine, Paging, Prepared, Protocol, Provider, ProviderForm, Released,
    Replied, Reply, SendingRules, Sent, SentTo, Sort, Spent, Summary, Tab, TabCounts, Test,
    UnderWay, Waiting, WaitingList, about, academy_contract, academy_sends, addressed,
    all_of_school, can_send, cancel, cancel_for_subjects, content, contract, counters,
    example_reply, follow, handle_reply, handle_stray_reply, is_prepared, last_mail, last_test,
    naming, note_posting, note_secrets_posted, possible_doubles, prepare, prepare_letter,
    prepare_mail, print_letters, print_secret_letters, provider, providers, readable_passwords,
    release, replies, reply_count, reseal_bodies, reseal_passwords, save_academy_contract,
    save_contract, save_provider, save_sending_rules, send_test, sending_rules, sent, settle_doubt,
    spent, states_about, stray_replies, subjects_sent, subjects_told, summary, tab_counts,
    under_way, waiting, waiting_ids, withdraw,
};
