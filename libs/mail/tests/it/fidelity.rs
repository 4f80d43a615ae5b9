//! What was written is what is read, whatever it is.

use std::sync::OnceLock;

use mail::{
    Line, Mail, Person, Relay, Text,
    catcher::{Catcher, CatcherConfig, Caught},
};
use mail_parser::MessageParser;
use proptest::prelude::*;
use tokio::{
    runtime::Runtime,
    sync::{Mutex, mpsc},
};

use crate::{address, catcher, is_accepted, mail, next, relay, send};

/// All that a mail may hold, in order.
pub(crate) const HEADERS: [&str; 10] = [
    "Date",
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

struct Stand {
    runtime: Runtime,
    relay: Relay,
    caught: Mutex<mpsc::UnboundedReceiver<Caught>>,
    _catcher: Catcher,
}

/// One catcher and one relay for all cases: connections are used again.
fn stand() -> &'static Stand {
    static STAND: OnceLock<Stand> = OnceLock::new();
    STAND.get_or_init(|| {
        let runtime = Runtime::new().expect("a runtime");
        let (catcher, caught) = runtime.block_on(catcher(CatcherConfig::default()));
        Stand {
            relay: relay(&catcher.url()),
            caught: Mutex::new(caught),
            _catcher: catcher,
            runtime,
        }
    })
}

/// Pieces of text, those that break mails more often than others.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[a-zé ]{0,12}",
        2 => any::<String>(),
        1 => "[a-z]{60,90}",
        1 => "[é🎉à ]{20,60}",
        4 => prop::sample::select(vec![
            ".", "..", "\r\n", "\n", "\r", "\r\n.\r\n", "\n.\n", "From ", ">From ", " ", "  ", "\t",
            "=", "=3D", "=\r\n", "=?utf-8?Q?x?=", "?=", "\"", "\\", ",", "<a@b.fr>", "\0", "\u{85}",
            "\u{2028}", "\u{feff}", "\u{a0}:", "👩‍👩‍👧", "\r\nBcc: a@b.fr\r\n", "\r\n\r\ncorps", "Subject: x",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn named(name: &Line) -> Option<&str> {
    Some(name.as_str()).filter(|name| !name.is_empty())
}

proptest! {
    /// Invariant: subject, names and text are read as they were written, no header can be added,
    /// and the wire carries short ASCII lines only.
    #[test]
    fn what_is_written_is_what_is_read(subject in text(), name in text(), body in text()) {
        let mail = Mail {
            subject: Line::new(&subject),
            from: Person::new(&name, address("de@exemple.invalid")),
            to: Person::new(&subject, address("a@exemple.invalid")),
            text: Text::new(&body),
            ..mail("ref")
        };
        let stand = stand();
        let caught = stand.runtime.block_on(async {
            let mut caught = stand.caught.lock().await;
            let outcome = send(&stand.relay, &mail).await;
            assert!(is_accepted(&outcome), "{outcome:?}");
            next(&mut caught).await
        });
        let content = &caught.content;
        prop_assert_eq!(&content.subject, mail.subject.as_str());
        prop_assert_eq!(&content.text, mail.text.as_str());
        prop_assert_eq!(content.from[0].name.as_deref(), named(&mail.from.name));
        prop_assert_eq!(content.to[0].name.as_deref(), named(&mail.to.name));
        prop_assert_eq!(&content.to[0].address, "a@exemple.invalid");
        prop_assert_eq!(content.headers.clone(), HEADERS.to_vec());
        prop_assert_eq!(&caught.octets, &mail.to_octets());
        for line in caught.octets.split(|octet| *octet == b'\n') {
            prop_assert!(line.is_ascii() && line.len() <= 79, "{:?}", line);
            prop_assert!(!line.starts_with(b".") && !line.starts_with(b"From "), "{:?}", line);
        }
    }

    /// Invariant: a mail in two forms is read in either of them as it was written, whatever stands
    /// in them, and the wire carries short ASCII lines only.
    #[test]
    fn both_forms_are_read_as_they_were_written(plain in text(), html in text()) {
        let mail = Mail {
            text: Text::new(&plain),
            html: Some(Text::new(&format!("<p>{html}--=_alternative--</p>"))),
            ..mail("ref")
        };
        let stand = stand();
        let caught = stand.runtime.block_on(async {
            let mut caught = stand.caught.lock().await;
            let outcome = send(&stand.relay, &mail).await;
            assert!(is_accepted(&outcome), "{outcome:?}");
            next(&mut caught).await
        });
        prop_assert_eq!(&caught.content.text, mail.text.as_str());
        let read = MessageParser::new().parse(&caught.octets).expect("a mail");
        let written = mail.html.as_ref().map(Text::as_str).expect("a form");
        let bodies: Vec<_> = read.html_bodies().map(|part| part.contents().to_vec()).collect();
        prop_assert_eq!(bodies, [written.replace('\n', "\r\n").into_bytes()]);
        prop_assert_eq!(read.text_body_count(), 1);
        for line in caught.octets.split(|octet| *octet == b'\n') {
            prop_assert!(line.is_ascii() && line.len() <= 79, "{:?}", line);
            prop_assert!(!line.starts_with(b".") && !line.starts_with(b"From "), "{:?}", line);
        }
    }

    /// Invariant: what holds on one line does, and nothing that shows is lost.
    #[test]
    fn a_line_is_one_line(typed in text()) {
        let line = Line::new(&typed);
        let line = line.as_str();
        prop_assert!(!line.chars().any(char::is_control));
        prop_assert!(!line.contains("  ") && line.trim_matches(' ') == line);
        let shows = |text: &str| -> String {
            text.chars().filter(|c| !c.is_control() && !matches!(c, ' ' | '\u{2028}' | '\u{2029}')).collect()
        };
        prop_assert_eq!(shows(line), shows(&typed));
    }
}
