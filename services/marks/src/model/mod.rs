//! The rules of marks, without pages or tables.

mod assessment;
mod course;
mod sheet;

pub(crate) use assessment::{Assessment, AssessmentRow, LONGEST};
pub(crate) use course::CourseKey;
pub(crate) use sheet::{Cell, Column, Judged, Sheet, Wrong, judge, name_of, shown_name_of};
