//! The kept list of what hostile hands type: `list.txt`.

/// What is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) octets: Vec<u8>,
}

impl Entry {
    /// What a program that reads UTF-8 makes of it.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.octets).into_owned()
    }

    /// As a form sends it.
    pub(super) fn encoded(&self) -> String {
        encode(&self.octets)
    }
}

/// The list.
pub(super) fn list() -> Vec<Entry> {
    include_str!("list.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (name, typed) = line.split_once('\t').expect("a name, a tab, octets");
            let (times, typed) = match typed.split_once(" × ") {
                Some((times, typed)) => (times.parse().expect("how many times"), typed),
                None => (1, typed),
            };
            let octets = decode(typed).repeat(times);
            Entry { name, octets }
        })
        .collect()
}

/// `application/x-www-form-urlencoded`, all but letters and digits by their octets.
pub(super) fn encode(octets: &[u8]) -> String {
    let one = |octet: &u8| match octet {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(*octet).to_string(),
        octet => format!("%{octet:02X}"),
    };
    octets.iter().map(one).collect()
}

fn decode(typed: &str) -> Vec<u8> {
    let octets = typed.as_bytes();
    let mut decoded = Vec::new();
    let mut at = 0;
    while at < octets.len() {
        let coded = (octets[at] == b'%')
            .then(|| typed.get(at + 1..at + 3))
            .flatten();
        match coded.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(octet) => {
                decoded.push(octet);
                at += 3;
            }
            None => {
                decoded.push(octets[at]);
                at += 1;
            }
        }
    }
    decoded
}

/// Invariant: what is sent is what the list says, octet by octet.
#[test]
fn the_list_says_what_is_sent() {
    let list = list();
    let of = |name: &str| list.iter().find(|entry| entry.name == name).expect(name);
    assert!(of("nothing").octets.is_empty());
    assert_eq!(of("half of a pair").octets, [0xED, 0xA0, 0x80]);
    assert_eq!(of("NUL").octets, b"zqx\0zqx");
    assert_eq!(of("1,000,000 letters").octets.len(), 1_000_000);
    assert_eq!(of("SQL, jokers").octets, b"%_%");
    assert_eq!(of("headers").encoded().matches("%0D%0A").count(), 3);
    let mut names: Vec<&str> = list.iter().map(|entry| entry.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), list.len(), "each entry has its own name");
}
