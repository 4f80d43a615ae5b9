//! Invariant: what stands in an address after the name of a page (the token of a one-time link, a person) is in no
//! line that the program writes, at its most talkative, and in no figure that it counts.

use crate::{
    machine::{get, post},
    terminal::Terminal,
};
use std::{
    fs::File,
    net::TcpListener,
    process::Stdio,
    time::{Duration, Instant},
};

fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    free.local_addr().expect("its address").port()
}

testkit::on_each_engine!(
    /// A program at `PREAU_LOG=trace` is asked for one-time links, by every way in which they may come.
    no_token_is_written_anywhere, |which| async move {
        let terminal = Terminal::open(which).await;
        terminal.preau(&["migrate"]).fine();
        let (port, figures) = (free_port(), free_port());
        let log = terminal.folder.path().join("log");
        let written = File::create(&log).expect("a file");
        let mut program = terminal
            .command(&["serve"])
            .env("PREAU_MODE", "demo")
            .env("PREAU_LOG", "trace")
            .env("PREAU_LISTEN", format!("127.0.0.1:{port}"))
            .env("PREAU_METRICS_LISTEN", format!("127.0.0.1:{figures}"))
            .stdout(written.try_clone().expect("a file"))
            .stderr(Stdio::from(written))
            .spawn()
            .expect("the program starts");
        let started = Instant::now();
        while get(port, "/connexion", None).await.is_none() {
            assert!(started.elapsed() < Duration::from_secs(60), "nobody answers");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let token = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF";
        for path in [
            format!("/premier-acces/lien/{token}"),
            format!("/premier-acces/lien/{token}/"),
            format!("/premier-acces/lien/{token}?a={token}"),
            format!("/mot-de-passe/{token}"),
            format!("/mot-de-passe/{token}?a={token}"),
            format!("/absences?suite=/premier-acces/lien/{token}"),
        ] {
            get(port, &path, None).await.expect("an answer");
            post(port, &path, "", "ne_le=2014-05-03").await.expect("an answer");
        }
        let counted = get(figures, "/metrics", None).await;
        program.kill().expect("a kill");
        program.wait().expect("its end");
        let counted = counted.expect("figures").body;
        let said = std::fs::read_to_string(&log).expect("a log");
        assert!(said.contains("/mot-de-passe/{token}") && counted.contains("preau_requests_total"), "{said}");
        assert!(!said.contains(token), "{said}");
        assert!(!counted.contains(token), "{counted}");
    }
);
