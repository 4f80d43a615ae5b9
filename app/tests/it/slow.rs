//! Those who take their time, or send too much, against the program itself.

use crate::served::{Served, get};
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

/// How long somebody is waited for; what is meant to be cut off is, long before.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between two octets of those who take their time.
const PAUSE: Duration = Duration::from_millis(300);

const FORM: &str = "POST /connexion HTTP/1.1\r\nHost: preau.test\r\nSec-Fetch-Site: same-origin\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\n";

fn connect(port: u16) -> TcpStream {
    let wire = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    wire.set_read_timeout(Some(PATIENCE)).expect("a patience");
    wire
}

/// All that is answered until the other side closes.
fn answered(mut wire: TcpStream) -> String {
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    loop {
        match wire.read(&mut piece) {
            Ok(0) => return String::from_utf8_lossy(&answer).into_owned(),
            Ok(count) => answer.extend_from_slice(&piece[..count]),
            Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&answer)),
        }
    }
}

/// Says `head`, then an octet now and then for as long as it is listened to.
fn trickles(port: u16, head: &str) -> String {
    let mut wire = connect(port);
    wire.write_all(head.as_bytes()).expect("the head");
    let ear = wire.try_clone().expect("an ear");
    let heard = thread::spawn(move || answered(ear));
    let begun = Instant::now();
    while !heard.is_finished() && begun.elapsed() < PATIENCE {
        let _ = wire.write_all(b"a");
        thread::sleep(PAUSE);
    }
    heard.join().expect("an answer")
}

/// Says `head`, then `piece` so many times, without listening before the end.
fn pours(port: u16, head: &str, piece: &[u8], times: usize) -> String {
    let mut wire = connect(port);
    wire.write_all(head.as_bytes()).expect("the head");
    for _ in 0..times {
        if wire.write_all(piece).is_err() {
            break;
        }
    }
    answered(wire)
}

/// Who says nothing is told nothing.
fn silent(port: u16) -> String {
    answered(connect(port))
}

testkit::on_each_engine!(
    /// Invariant: whoever takes their time or sends too much is cut off with a clear answer, and
    /// the others are served meanwhile.
    slow_and_oversized_requests,
    |which| async move {
        let served = Served::start(which).await;
        let port = served.port;
        let quiet: Vec<_> = (0..100).map(|_| thread::spawn(move || silent(port))).collect();
        let line = format!("GET /connexion?a={} HTTP/1.1\r\nHost: preau.test\r\n\r\n", "a".repeat(100_000));
        let header = format!("GET /connexion HTTP/1.1\r\nHost: preau.test\r\nX-A: {}\r\n\r\n", "a".repeat(100_000));
        let headers = format!("GET /connexion HTTP/1.1\r\nHost: preau.test\r\n{}\r\n", "X-A: a\r\n".repeat(500));
        let long = format!("{FORM}Content-Length: 20000000\r\n\r\nidentifiant=");
        let endless = format!("{FORM}Transfer-Encoding: chunked\r\n\r\n");
        let chunk = format!("10000\r\n{}\r\n", "a".repeat(65_536));
        let cases: Vec<(&str, &[&str], thread::JoinHandle<String>)> = vec![
            ("headers that trickle", &["HTTP/1.1 408", "trop lentement"],
                thread::spawn(move || trickles(port, "GET /connexion HTTP/1.1\r\nX-A: "))),
            ("a form that trickles", &["HTTP/1.1 408", "Envoi trop lent", "Revenez en arrière"],
                thread::spawn(move || trickles(port, &format!("{FORM}Content-Length: 5000\r\n\r\nidentifiant=")))),
            ("a form that is too long", &["HTTP/1.1 413", "Le formulaire est trop long", "Revenez en arrière"],
                thread::spawn(move || pours(port, &long, &[b'a'; 65_536], 200))),
            ("a form without end", &["HTTP/1.1 413", "Le formulaire est trop long"],
                thread::spawn(move || pours(port, &endless, chunk.as_bytes(), 200))),
            ("too long an address", &["HTTP/1.1 4"], thread::spawn(move || pours(port, &line, b"", 1))),
            ("too long a header", &["HTTP/1.1 431"], thread::spawn(move || pours(port, &header, b"", 1))),
            ("too many headers", &["HTTP/1.1 431"], thread::spawn(move || pours(port, &headers, b"", 1))),
        ];
        let mut meanwhile = 0;
        while !cases.iter().all(|(_, _, case)| case.is_finished()) || !quiet.iter().all(thread::JoinHandle::is_finished) {
            let page = get(port, "/connexion").expect("an answer");
            assert!(page.starts_with("HTTP/1.1 200"), "{page}");
            meanwhile += 1;
            thread::sleep(PAUSE);
        }
        assert!(meanwhile > 1, "somebody was served meanwhile");
        for (name, words, case) in cases {
            let answer = case.join().expect(name);
            for word in words {
                assert!(answer.contains(word), "{name}: « {word} » is not in {answer}");
            }
        }
        for one in quiet {
            assert_eq!(one.join().expect("a connection"), "");
        }
        served.end().await;
    }
);
