//! A message centre written octet by octet, which obeys the test and counts what it is given.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// What it does with the next message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Takes it, under this identifier.
    Take(String),
    /// Says the receipt, then takes it.
    ReceiptThenTake(String),
    /// Asks to slow down.
    Throttle,
    /// Refuses it with this status.
    Refuse(u32),
    /// The same as another, after so many milliseconds, while it does the rest.
    After(u64, Box<Deed>),
    /// Says nothing.
    Nothing,
    /// Speaks another language.
    Garbage,
    /// Hangs up without a word.
    HangUp,
}

#[derive(Default)]
struct Inner {
    deeds: VecDeque<Deed>,
    /// Numbers of the messages that came, in order.
    submitted: Vec<String>,
    /// Their octets, as text: digits are themselves in the alphabet of GSM.
    texts: Vec<String>,
    acknowledged: usize,
    binds: usize,
    open: usize,
    most_open: usize,
    writer: Option<Arc<tokio::sync::Mutex<OwnedWriteHalf>>>,
    by_default: Option<Deed>,
}

#[derive(Clone)]
pub(crate) struct Centre {
    pub(crate) port: u16,
    inner: Arc<Mutex<Inner>>,
}

impl Centre {
    pub(crate) async fn start() -> Self {
        Self::start_at(0).await
    }

    pub(crate) async fn start_at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let centre = Self {
            port: listener.local_addr().unwrap().port(),
            inner: Arc::default(),
        };
        let serving = centre.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let centre = serving.clone();
                tokio::spawn(async move { centre.serve(stream).await });
            }
        });
        centre
    }

    pub(crate) fn will(&self, deeds: impl IntoIterator<Item = Deed>) {
        self.with(|inner| inner.deeds.extend(deeds));
    }

    pub(crate) fn always(&self, deed: Deed) {
        self.with(|inner| inner.by_default = Some(deed));
    }

    pub(crate) fn submitted(&self) -> Vec<String> {
        self.with(|inner| inner.submitted.clone())
    }

    /// What came, in order: octets of the requests.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.with(|inner| inner.texts.clone())
    }

    /// How often each number came.
    pub(crate) fn counts(&self) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for number in self.submitted() {
            *counts.entry(number).or_default() += 1;
        }
        counts
    }

    pub(crate) fn acknowledged(&self) -> usize {
        self.with(|inner| inner.acknowledged)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.with(|inner| inner.open > 0)
    }

    /// How many sessions were opened, and how many at once.
    pub(crate) fn sessions(&self) -> (usize, usize) {
        self.with(|inner| (inner.binds, inner.most_open))
    }

    pub(crate) async fn until_submitted(&self, count: usize) {
        for _ in 0..6_000 {
            if self.submitted().len() >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("only {} of {count} came", self.submitted().len());
    }

    /// Says a receipt on the open session.
    pub(crate) async fn say(&self, id: &str, stat: &str, number: &str) {
        for _ in 0..6_000 {
            let writer = self.with(|inner| inner.writer.clone());
            if let Some(writer) = writer {
                let pdu = receipt(id, stat, number);
                writer.lock().await.write_all(&pdu).await.unwrap();
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no session is open");
    }

    /// Hands over what somebody wrote, on the open session; a part of a longer text bears its
    /// reference, how many there are and its number.
    pub(crate) async fn hand(&self, number: &str, text: &str, part: Option<[u8; 3]>) {
        let mut octets = Vec::new();
        if let Some([reference, total, n]) = part {
            octets.extend([5, 0, 3, reference, total, n]);
        }
        octets.extend(text.as_bytes());
        let mut body = vec![0, 1, 1];
        body.extend(number.as_bytes());
        body.extend([0, 1, 1]);
        body.extend(b"33199000010\0");
        let class = if part.is_some() { 0x40 } else { 0 };
        body.extend([class, 0, 0, 0, 0, 0, 0, 0, 0, octets.len() as u8]);
        body.extend(octets);
        let writer = self.with(|inner| inner.writer.clone()).expect("a session");
        let pdu = pdu(0x05, 0, 7, &body);
        writer.lock().await.write_all(&pdu).await.unwrap();
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.inner.lock().unwrap())
    }

    async fn serve(&self, stream: TcpStream) {
        let (mut reader, writer) = stream.into_split();
        let writer = Arc::new(tokio::sync::Mutex::new(writer));
        self.with(|inner| {
            inner.open += 1;
            inner.most_open = inner.most_open.max(inner.open);
        });
        while let Some((command, status, sequence, body)) = next(&mut reader).await {
            let answer = match command {
                0x09 => {
                    self.with(|inner| {
                        inner.binds += 1;
                        inner.writer = Some(Arc::clone(&writer));
                    });
                    Some(pdu(0x8000_0009, 0, sequence, b"test\0"))
                }
                0x15 => Some(pdu(0x8000_0015, 0, sequence, b"")),
                0x06 => Some(pdu(0x8000_0006, 0, sequence, b"")),
                0x8000_0005 => {
                    self.with(|inner| inner.acknowledged += usize::from(status == 0));
                    None
                }
                0x04 => match self.submit(sequence, &body, &writer).await {
                    Ok(answer) => answer,
                    Err(()) => break,
                },
                _ => None,
            };
            if let Some(answer) = answer {
                let _ = writer.lock().await.write_all(&answer).await;
            }
            if command == 0x06 {
                break;
            }
        }
        self.with(|inner| {
            inner.open -= 1;
            if inner
                .writer
                .as_ref()
                .is_some_and(|open| Arc::ptr_eq(open, &writer))
            {
                inner.writer = None;
            }
        });
    }

    async fn submit(
        &self,
        sequence: u32,
        body: &[u8],
        writer: &Arc<tokio::sync::Mutex<OwnedWriteHalf>>,
    ) -> Result<Option<Vec<u8>>, ()> {
        let number = destination(body);
        let deed = self.with(|inner| {
            inner.submitted.push(number.clone());
            inner.texts.push(String::from_utf8_lossy(body).into_owned());
            let count = inner.submitted.len();
            let deed = inner.deeds.pop_front().or_else(|| inner.by_default.clone());
            deed.unwrap_or(Deed::Take(format!("id-{count}")))
        });
        let deed = match deed {
            Deed::After(milliseconds, deed) => {
                let (writer, answer) = (Arc::clone(writer), answer(&deed, sequence));
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                    let _ = writer.lock().await.write_all(&answer).await;
                });
                Deed::Nothing
            }
            deed => deed,
        };
        match deed {
            Deed::Nothing => Ok(None),
            Deed::HangUp => Err(()),
            Deed::Garbage => Ok(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())),
            deed => {
                if let Deed::ReceiptThenTake(id) = &deed {
                    let said = receipt(id, "DELIVRD", &number);
                    writer.lock().await.write_all(&said).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                Ok(Some(answer(&deed, sequence)))
            }
        }
    }
}

fn answer(deed: &Deed, sequence: u32) -> Vec<u8> {
    match deed {
        Deed::Take(id) | Deed::ReceiptThenTake(id) => {
            pdu(0x8000_0004, 0, sequence, format!("{id}\0").as_bytes())
        }
        Deed::Refuse(status) => pdu(0x8000_0004, *status, sequence, b""),
        _ => pdu(0x8000_0004, 0x58, sequence, b""),
    }
}

async fn next(reader: &mut OwnedReadHalf) -> Option<(u32, u32, u32, Vec<u8>)> {
    let length = reader.read_u32().await.ok()?;
    let command = reader.read_u32().await.ok()?;
    let status = reader.read_u32().await.ok()?;
    let sequence = reader.read_u32().await.ok()?;
    let mut body = vec![0; length as usize - 16];
    reader.read_exact(&mut body).await.ok()?;
    Some((command, status, sequence, body))
}

fn pdu(command: u32, status: u32, sequence: u32, body: &[u8]) -> Vec<u8> {
    let mut pdu = Vec::new();
    for word in [16 + body.len() as u32, command, status, sequence] {
        pdu.extend(word.to_be_bytes());
    }
    pdu.extend(body);
    pdu
}

/// Service type, then source and destination, each with two octets before it.
fn destination(body: &[u8]) -> String {
    let mut strings = body.split(|octet| *octet == 0);
    let _service = strings.next();
    // ton and npi of the source may be zero octets: find the digits instead.
    strings
        .map(|piece| String::from_utf8_lossy(piece).into_owned())
        .map(|piece| {
            piece
                .trim_start_matches(|c: char| !c.is_ascii_digit())
                .to_owned()
        })
        .find(|piece| piece.len() == 11 && piece.starts_with("33"))
        .unwrap_or_default()
}

fn receipt(id: &str, stat: &str, number: &str) -> Vec<u8> {
    static SEQUENCE: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
    let sequence = SEQUENCE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let text = format!(
        "id:{id} sub:001 dlvrd:001 submit date:2611240840 done date:2611240841 stat:{stat} \
         err:000 text:"
    );
    let mut body = vec![0, 1, 1];
    body.extend(number.as_bytes());
    body.extend([0, 5, 0]);
    body.extend(b"COLLEGE\0");
    body.extend([0x04, 0, 0, 0, 0, 0, 0, 0, 0, text.len() as u8]);
    body.extend(text.as_bytes());
    pdu(0x05, 0, sequence, &body)
}
