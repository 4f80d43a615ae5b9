//! A machine that serves: the program in a process of its own, on a portal's database.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};
use testkit::Portal;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// A machine.
pub(crate) struct Machine {
    process: Child,
    pub(crate) port: u16,
}

/// A port where nobody listens.
pub(crate) fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    free.local_addr().expect("its address").port()
}

impl Machine {
    /// Starts the program on the portal's database.
    pub(crate) fn start(portal: &Portal, folder: &Path, port: u16) -> Self {
        Self::start_with(portal, folder, port, &[])
    }

    /// The same, with some settings more.
    pub(crate) fn start_with(
        portal: &Portal,
        folder: &Path,
        port: u16,
        settings: &[(&str, &str)],
    ) -> Self {
        let ring = portal.context.keys.to_file();
        let process = Command::new(env!("CARGO_BIN_EXE_preau"))
            .arg("serve")
            .env("PREAU_MODE", "demo")
            .env("PREAU_LISTEN", format!("127.0.0.1:{port}"))
            .env("PREAU_DATABASE_URL", &portal.database.url)
            .env("PREAU_DATA_DIR", folder)
            .env("PREAU_SECRET_KEY", ring.lines().nth(1).unwrap_or_default())
            .env("PREAU_LOG", "error")
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        Self { process, port }
    }

    /// Waits until it says that it is well.
    pub(crate) async fn well(&self) {
        let patience = Instant::now();
        while !matches!(get(self.port, "/sante", None).await, Some(answer) if answer.status == 200)
        {
            assert!(
                patience.elapsed() < Duration::from_secs(60),
                "it does not serve"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends it at once (SIGKILL).
    pub(crate) fn kill(mut self) {
        self.end();
    }

    /// Asks it to stop (SIGTERM), and waits for its end.
    pub(crate) async fn stop(mut self) -> Option<ExitStatus> {
        let asked = Command::new("kill")
            .arg(self.process.id().to_string())
            .status();
        assert!(asked.is_ok_and(|status| status.success()));
        let patience = Instant::now();
        while patience.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.process.try_wait().expect("its status") {
                return Some(status);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        None
    }

    fn end(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.end();
    }
}

/// What came back over the wire.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

/// Opens a page.
pub(crate) async fn get(port: u16, path: &str, cookie: Option<&str>) -> Option<Answer> {
    send(port, "GET", path, cookie, None).await
}

/// Sends a form.
pub(crate) async fn post(port: u16, path: &str, cookie: &str, form: &str) -> Option<Answer> {
    let kind = "application/x-www-form-urlencoded";
    send(
        port,
        "POST",
        path,
        Some(cookie),
        Some((kind, form.as_bytes())),
    )
    .await
}

/// Sends files, as the page « Import des registres » does.
pub(crate) async fn upload(
    port: u16,
    path: &str,
    cookie: &str,
    files: impl Iterator<Item = (&str, &[u8])>,
) -> Option<Answer> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--limite\r\nContent-Disposition: form-data; name=\"fichiers\"; \
             filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limite--\r\n");
    let kind = "multipart/form-data; boundary=limite";
    send(port, "POST", path, Some(cookie), Some((kind, &body))).await
}

/// One request on a connection of its own; none when the answer does not come, or not whole.
async fn send(
    port: u16,
    method: &str,
    path: &str,
    cookie: Option<&str>,
    body: Option<(&str, &[u8])>,
) -> Option<Answer> {
    let (kind, body) = body.unwrap_or_default();
    let cookie = cookie.map_or(String::new(), |cookie| format!("Cookie: {cookie}\r\n"));
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: preau.test\r\nConnection: close\r\n{cookie}\
         Sec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let exchange = async {
        let mut wire = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
        wire.write_all(head.as_bytes()).await.ok()?;
        wire.write_all(body).await.ok()?;
        let mut answer = Vec::new();
        wire.read_to_end(&mut answer).await.ok()?;
        read(&String::from_utf8_lossy(&answer))
    };
    timeout(Duration::from_secs(90), exchange).await.ok()?
}

fn read(answer: &str) -> Option<Answer> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let field = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    };
    let whole = field("content-length").is_none_or(|length| length == body.len().to_string());
    whole.then_some(())?;
    Some(Answer {
        status: head.split(' ').nth(1)?.parse().ok()?,
        location: field("location").map(str::to_owned),
        body: body.to_owned(),
    })
}
