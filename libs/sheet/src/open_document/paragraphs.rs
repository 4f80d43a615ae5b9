//! The text of a cell: paragraphs, whose blanks count only if they are elements (ODF 1.3, part 3,
//! 6.1.2).

/// The cell is longer than it may be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// Paragraphs under way, one a line.
#[derive(Debug)]
pub(super) struct Paragraphs {
    text: String,
    limit: usize,
    /// How many have begun.
    count: usize,
    /// Something stands in this one.
    begun: bool,
    /// Blanks came, which are one if something follows.
    blank: bool,
}

impl Paragraphs {
    /// None, of so many bytes at most.
    pub(super) fn up_to(limit: usize) -> Self {
        Self {
            text: String::new(),
            limit,
            count: 0,
            begun: false,
            blank: false,
        }
    }

    /// The next one begins.
    pub(super) fn begin(&mut self) -> Result<(), TooLong> {
        (self.begun, self.blank) = (false, false);
        self.count += 1;
        match self.count {
            1 => Ok(()),
            _ => self.add('\n', 1),
        }
    }

    /// Characters of it.
    pub(super) fn write(&mut self, text: &str) -> Result<(), TooLong> {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\r' | '\n' => self.blank = self.begun,
                c => self.stands(c, 1)?,
            }
        }
        Ok(())
    }

    /// So many characters that stand as they are, blanks included.
    pub(super) fn stands(&mut self, c: char, count: usize) -> Result<(), TooLong> {
        if std::mem::take(&mut self.blank) {
            self.add(' ', 1)?;
        }
        self.begun = true;
        self.add(c, count)
    }

    /// Whether there is no paragraph at all.
    pub(super) fn none(&self) -> bool {
        self.count == 0
    }

    /// All of them.
    pub(super) fn text(self) -> String {
        self.text
    }

    fn add(&mut self, c: char, count: usize) -> Result<(), TooLong> {
        let left = self.limit.saturating_sub(self.text.len());
        if count.saturating_mul(c.len_utf8()) > left {
            return Err(TooLong);
        }
        self.text.extend(std::iter::repeat_n(c, count));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: blanks of the text are one, and none at the ends; those that are elements stay.
    #[test]
    fn blanks_are_one() {
        let mut cell = Paragraphs::up_to(100);
        cell.begin().unwrap();
        cell.write(" \n a\t ").unwrap();
        cell.write("  b ").unwrap();
        cell.stands(' ', 2).unwrap();
        cell.write(" c ").unwrap();
        cell.begin().unwrap();
        cell.write("d ").unwrap();
        cell.begin().unwrap();
        cell.stands(' ', 1).unwrap();
        cell.begin().unwrap();
        cell.write("  ").unwrap();
        cell.stands('\t', 1).unwrap();
        cell.write(" ").unwrap();
        assert_eq!(cell.text(), "a b    c\nd\n \n\t");
    }

    /// Invariant: nothing makes a cell longer than its limit, however many blanks are asked for.
    #[test]
    fn a_limit_holds() {
        let mut cell = Paragraphs::up_to(4);
        cell.begin().unwrap();
        cell.write("abc").unwrap();
        assert_eq!(cell.write("é"), Err(TooLong));
        assert_eq!(cell.stands(' ', usize::MAX), Err(TooLong));
        cell.begin().unwrap();
        assert_eq!(cell.begin(), Err(TooLong));
        assert_eq!(cell.text(), "abc\n");
    }
}
