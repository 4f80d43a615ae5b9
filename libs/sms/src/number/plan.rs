//! The numbering plan: what the nine digits after the `0` say.

/// What kind of line a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Mobile,
    Fixed,
    MachineToMachine,
    Special,
    Unassigned,
}

/// The first `count` digits of the nine.
fn prefix(subscriber: u32, count: u32) -> u32 {
    subscriber / 10u32.pow(9 - count)
}

/// Ranges that ARCEP keeps for films, examples and demonstrations (metropolitan only).
pub(super) fn is_fiction(subscriber: u32) -> bool {
    matches!(
        prefix(subscriber, 5),
        63_998 | 19_900 | 26_191 | 35_301 | 46_571 | 53_649
    )
}

/// The country code that serves the number when it is called from abroad, which is what a provider
/// wants: overseas departments have their own.
pub(super) fn country(subscriber: u32) -> u16 {
    // Before Mayotte's 0639: 06 39 98 is the fictional range, and metropolitan.
    if is_fiction(subscriber) {
        return 33;
    }
    match prefix(subscriber, 3) {
        692 | 693 | 639 | 262 | 263 | 269 => 262,
        690 | 691 | 590 => 590,
        694 | 594 => 594,
        696 | 697 | 596 => 596,
        709 => overseas_709(subscriber).unwrap_or(33),
        _ => 33,
    }
}

/// `0709` is shared by blocks between the overseas departments.
fn overseas_709(subscriber: u32) -> Option<u16> {
    match prefix(subscriber, 5) {
        70_900..=70_904 => Some(590),
        70_910..=70_913 => Some(596),
        70_920..=70_923 | 70_935..=70_937 => Some(262),
        70_930..=70_933 => Some(594),
        _ => None,
    }
}

pub(super) fn kind(subscriber: u32) -> Kind {
    match prefix(subscriber, 1) {
        6 => Kind::Mobile,
        7 => match prefix(subscriber, 2) {
            73..=79 => Kind::Mobile,
            70 if prefix(subscriber, 3) == 700 => Kind::MachineToMachine,
            70 if overseas_709(subscriber).is_some() => Kind::Mobile,
            _ => Kind::Unassigned,
        },
        1..=5 | 9 => Kind::Fixed,
        8 => Kind::Special,
        _ => Kind::Unassigned,
    }
}
