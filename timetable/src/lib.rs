//! When a school has lessons: its bells, the days of its week, where its days part in halves, the
//! days on which it is closed, and the parts of its year.
//!
//! Every service that counts in school days or half-days reads this; the school's settings write it.

mod manifest;
mod model;
mod store;

pub use manifest::manifest;
pub use model::{
    calendar::{Calendar, Closure, ClosureError, NewClosure, Origin},
    lesson::{Class, LONGEST, Lesson, LessonError, LessonTerms, WeekA, Weeks},
    period::{Cut, Period, Periods, PeriodsError},
    week::{Week, WeekError, day_code, day_name},
};
pub use store::{
    closure::{add_closure, calendar, remove_closure, restore_closure},
    lesson::{has_lessons, lesson, lessons, lessons_of_child, lessons_on},
    lesson_draft::{
        LessonDraft, keep_lesson_draft, lesson_draft, lesson_draft_file, take_lesson_draft,
    },
    lesson_write::{
        LessonChange, Replaced, add_lesson, change_lesson, end_lesson, replace_imported,
        resume_lesson, would_replace,
    },
    period::{periods, save_periods},
    week::{save_week, week},
};
