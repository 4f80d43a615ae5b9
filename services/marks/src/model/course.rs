//! What marks are of: a subject, taught to a class or a group.

use timetable::Class;

/// A subject taught to a class or a group, as addresses and rows name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct CourseKey {
    pub(crate) class: Class,
    /// The code of the national list of subjects.
    pub(crate) subject: String,
}

impl CourseKey {
    /// « division:5B/030201 ».
    pub(crate) fn value(&self) -> String {
        format!("{}/{}", self.class.value(), self.subject)
    }
}
