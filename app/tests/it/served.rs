//! The program itself: it answers as the tests of pages see it, and ends when it is asked to.

use crate::terminal::Terminal;
use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};
use testkit::Which;

/// A page, as it comes over the wire.
pub(crate) fn get(port: u16, path: &str) -> Option<String> {
    let mut wire = TcpStream::connect(("127.0.0.1", port)).ok()?;
    write!(
        wire,
        "GET {path} HTTP/1.1\r\nHost: preau.test\r\nConnection: close\r\n\r\n"
    )
    .ok()?;
    let mut answer = Vec::new();
    wire.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

async fn ended(program: &mut Child, patience: Duration) -> Option<ExitStatus> {
    let asked = Instant::now();
    while asked.elapsed() < patience {
        if let Some(status) = program.try_wait().expect("its status") {
            return Some(status);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    program.kill().expect("a kill");
    program.wait().expect("its end");
    None
}

/// The program, which serves on a port of its own.
pub(crate) struct Served {
    program: Child,
    pub(crate) port: u16,
    _terminal: Terminal,
}

impl Served {
    pub(crate) async fn start(which: Which) -> Self {
        let terminal = Terminal::open(which).await;
        terminal.preau(&["migrate"]).fine();
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("its address").port();
        drop(free);
        let program = terminal
            .command(&["serve"])
            .env("PREAU_MODE", "demo")
            .env("PREAU_LISTEN", format!("127.0.0.1:{port}"))
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let served = Self {
            program,
            port,
            _terminal: terminal,
        };
        let patience = Instant::now();
        while get(port, "/connexion").is_none() {
            assert!(
                patience.elapsed() < Duration::from_secs(30),
                "nobody answers"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        served
    }

    /// Asks it to end, and waits.
    pub(crate) async fn end(mut self) {
        let asked = Command::new("kill")
            .arg(self.program.id().to_string())
            .status();
        let status = ended(&mut self.program, Duration::from_secs(20)).await;
        assert!(asked.is_ok_and(|status| status.success()));
        assert!(status.is_some_and(|status| status.success()), "{status:?}");
    }
}

testkit::on_each_engine!(
    /// Invariant: what is served stands behind the layers of `web`, and SIGTERM ends it in order.
    it_answers_and_ends_when_asked,
    |which| async move {
        let served = Served::start(which).await;
        let page = get(served.port, "/connexion").expect("an answer");
        let unknown = get(served.port, "/nulle-part").expect("an answer");
        served.end().await;
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(page.contains("content-security-policy: "), "{page}");
        assert!(unknown.starts_with("HTTP/1.1 404") && unknown.contains("<html"), "{unknown}");
    }
);
