-- The lessons of a week, as they are held between two days.
CREATE TABLE lesson (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    -- the form, or the import and its row: the same one twice adds one
    form_id {uuid} NOT NULL UNIQUE,
    -- 2026 for 2026-2027
    school_year BIGINT NOT NULL,
    -- 1 for Monday … 6 for Saturday
    day BIGINT NOT NULL,
    from_time {time} NOT NULL,
    to_time {time} NOT NULL,
    -- 'every', 'a' or 'b'
    weeks TEXT NOT NULL,
    subject TEXT NOT NULL,
    room TEXT NOT NULL,
    -- the first day of the lesson, and the first day from which it is held no more
    since {date} NOT NULL,
    until {date},
    -- 'typed' or 'import': a later import takes the place of imported ones alone
    origin TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX lesson_school ON lesson (school, school_year, day);

-- To whom: divisions and groups, by the code that the register gives them in that year.
CREATE TABLE lesson_class (
    lesson {uuid} NOT NULL REFERENCES lesson (id),
    -- 'division' or 'group'
    kind {key} NOT NULL,
    code {key} NOT NULL,
    PRIMARY KEY (lesson, kind, code)
);

-- By whom.
CREATE TABLE lesson_teacher (
    lesson {uuid} NOT NULL REFERENCES lesson (id),
    staff {uuid} NOT NULL,
    PRIMARY KEY (lesson, staff)
);
CREATE INDEX lesson_teacher_staff ON lesson_teacher (staff);

-- Which weeks are « A »: those of an 'odd' number in the year (ISO 8601), or of an 'even' one.
ALTER TABLE school_week ADD COLUMN week_a TEXT NOT NULL DEFAULT 'odd';
