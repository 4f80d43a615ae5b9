//! The rules of marks, without pages or tables.

mod appreciation;
mod assessment;
mod averages;
mod bulletin;
mod course;
mod family;
pub(crate) mod preview;
pub(crate) mod publication;
pub(crate) mod rules;
mod seen;
mod sheet;
mod table;
pub(crate) mod weights;

pub(crate) use appreciation::{
    JudgedText, LONGEST as LONGEST_TEXT, TextJudgement, Topic, judge_texts,
};
pub(crate) use assessment::{Assessment, AssessmentRow, LONGEST};
pub(crate) use averages::{Averages, Marked};
pub(crate) use bulletin::{Away, Bulletin, Figures as Shown, Line};
pub(crate) use course::CourseKey;
pub(crate) use family::{Kept, Said, Seen, Sight, dates_of};
pub(crate) use rules::Rules;
pub(crate) use seen::seen;
pub(crate) use sheet::{Cell, Column, Judged, Judgement, Sheet, judge, name_of, shown_name_of};
pub(crate) use table::{Read, read as read_table};
pub(crate) use weights::Weights;
