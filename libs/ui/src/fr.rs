//! Numbers, dates and counts as people say them in French.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

const DAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// « 5 000 », with the narrow no-break space (U+202F) between thousands.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len());
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// « 1 SMS en attente », « 5 000 élèves ». In French, zero is singular.
pub fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", number(n), if n < 2 { one } else { many })
}

/// « mardi 24 novembre ».
pub fn date_long(date: NaiveDate) -> String {
    format!("{} {} {}", weekday(date), day(date), month(date))
}

/// « mardi 24 novembre 2026 ».
pub fn date_full(date: NaiveDate) -> String {
    format!("{} {}", date_long(date), date.year())
}

/// « 24/11/2026 ».
pub fn date_short(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// « mardi ».
pub fn weekday(date: NaiveDate) -> &'static str {
    DAYS[date.weekday().num_days_from_monday() as usize]
}

/// « novembre 2026 ».
pub fn month_year(date: NaiveDate) -> String {
    format!("{} {}", month(date), date.year())
}

/// « 8 h 30 », « 17 h », with no-break spaces (U+00A0).
pub fn time(time: NaiveTime) -> String {
    match time.minute() {
        0 => format!("{}\u{a0}h", time.hour()),
        minute => format!("{}\u{a0}h\u{a0}{minute:02}", time.hour()),
    }
}

/// « mardi 24 novembre, 8 h 40 ».
pub fn moment(moment: NaiveDateTime) -> String {
    format!("{}, {}", date_long(moment.date()), time(moment.time()))
}

/// « Léa, Tom et Zoé ».
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} et {}", first.join(", "), last.as_ref())
        }
    }
}

/// Whether « de » loses its vowel before a word: « d'Aurélien », « de Léo », « de Hugo ».
pub fn elides(word: &str) -> bool {
    let first = word.chars().next();
    first.is_some_and(|letter| {
        "aeiouàâäéèêëîïôöûùœæ".contains(letter.to_lowercase().next().unwrap_or(letter))
    })
}

/// « de Léo », « d'Aurélien ».
pub fn of(name: &str) -> String {
    match elides(name) {
        true => format!("d'{name}"),
        false => format!("de {name}"),
    }
}

/// « 2,4 Mo », for the size of a file.
pub fn bytes(n: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "Go"), (1_000_000, "Mo"), (1_000, "Ko")];
    for (size, unit) in UNITS {
        if n >= size {
            let tenths = n * 10 / size;
            return match tenths % 10 {
                0 => format!("{}\u{a0}{unit}", number(tenths / 10)),
                tenth => format!("{},{tenth}\u{a0}{unit}", number(tenths / 10)),
            };
        }
    }
    plural(n, "octet", "octets")
}

fn day(date: NaiveDate) -> String {
    if date.day() == 1 {
        "1er".to_owned()
    } else {
        date.day().to_string()
    }
}

fn month(date: NaiveDate) -> &'static str {
    MONTHS[date.month0() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a date")
    }

    fn at(h: u32, m: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(h, m, 0).expect("a time")
    }

    #[test]
    fn de_is_elided_before_a_vowel() {
        assert_eq!(of("Aurélien"), "d'Aurélien");
        assert_eq!(of("Éléonore"), "d'Éléonore");
        assert_eq!(of("Hugo"), "de Hugo");
        assert_eq!(of("Léo"), "de Léo");
        assert_eq!(of(""), "de ");
    }

    #[test]
    fn numbers_and_counts() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(5_000), "5\u{202f}000");
        assert_eq!(number(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(plural(0, "élève", "élèves"), "0\u{a0}élève");
        assert_eq!(plural(1, "élève", "élèves"), "1\u{a0}élève");
        assert_eq!(plural(2, "élève", "élèves"), "2\u{a0}élèves");
        assert_eq!(bytes(512), "512\u{a0}octets");
        assert_eq!(bytes(2_400_000), "2,4\u{a0}Mo");
        assert_eq!(bytes(3_000), "3\u{a0}Ko");
    }

    #[test]
    fn dates_and_times() {
        assert_eq!(date_long(on(2026, 11, 24)), "mardi 24 novembre");
        assert_eq!(date_full(on(2026, 9, 1)), "mardi 1er septembre 2026");
        assert_eq!(date_short(on(2026, 11, 4)), "04/11/2026");
        assert_eq!(month_year(on(2026, 8, 4)), "août 2026");
        assert_eq!(time(at(8, 5)), "8\u{a0}h\u{a0}05");
        assert_eq!(time(at(17, 0)), "17\u{a0}h");
        assert_eq!(
            moment(on(2026, 11, 24).and_time(at(8, 40))),
            "mardi 24 novembre, 8\u{a0}h\u{a0}40"
        );
    }

    #[test]
    fn lists() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["Léa"]), "Léa");
        assert_eq!(list(&["Léa", "Tom", "Zoé"]), "Léa, Tom et Zoé");
    }
}
