-- « Évaluations »: what marks are given for, in a subject taught to a class or a group.
CREATE TABLE assessment (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    -- the form: sent twice, it adds one
    form_id {uuid} NOT NULL UNIQUE,
    -- 2026 for 2026-2027
    school_year BIGINT NOT NULL,
    -- 'division' or 'group', and its code in the register
    class_kind {key} NOT NULL,
    class_code {key} NOT NULL,
    -- the code of the national list of subjects
    subject {key} NOT NULL,
    title TEXT NOT NULL,
    on_day {date} NOT NULL,
    -- « trimestre-2 », when the teacher chose another part of the year than that of the day
    period {key},
    -- families see it the day after, at the earliest
    publication {date} NOT NULL,
    -- both in hundredths: 100 and 2000 for a coefficient of 1 and marks out of 20
    coefficient BIGINT NOT NULL,
    out_of BIGINT NOT NULL,
    created_at {ts} NOT NULL,
    created_by {uuid} NOT NULL,
    version BIGINT NOT NULL,
    -- withdrawn: it counts no more, and its marks are kept
    ended_at {ts}
);
CREATE INDEX assessment_course ON assessment (school, school_year, class_code, subject);
CREATE INDEX assessment_day ON assessment (on_day);

-- What a cell says. An emptied one stays, so that its versions do.
CREATE TABLE mark (
    assessment {uuid} NOT NULL REFERENCES assessment (id),
    pupil {uuid} NOT NULL,
    -- 'points', 'absent', 'exempt', 'not_marked' or 'empty'
    kind TEXT NOT NULL,
    -- in hundredths
    points BIGINT,
    changed_at {ts} NOT NULL,
    changed_by {uuid} NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (assessment, pupil)
);
CREATE INDEX mark_pupil ON mark (pupil);

-- What a cell said before.
CREATE TABLE mark_change (
    assessment {uuid} NOT NULL,
    pupil {uuid} NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    points BIGINT,
    changed_at {ts} NOT NULL,
    changed_by {uuid} NOT NULL,
    PRIMARY KEY (assessment, pupil, version),
    FOREIGN KEY (assessment, pupil) REFERENCES mark (assessment, pupil)
);

-- How averages are computed. A school without a row has the program's own rules.
CREATE TABLE marks_rules (
    school {uuid} NOT NULL PRIMARY KEY,
    -- 'vingt' or 'points'
    weighing TEXT NOT NULL,
    -- 'centieme', 'dixieme', 'demi' or 'unite'
    step TEXT NOT NULL,
    -- 'proche' or 'dessus'
    side TEXT NOT NULL,
    -- 'exactes' or 'affichees'
    source TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- What subjects weigh in the overall average of a programme (MEF).
CREATE TABLE subject_weights (
    school {uuid} NOT NULL,
    school_year BIGINT NOT NULL,
    mef {key} NOT NULL,
    -- « 020700=250 030201=300 », in hundredths: what is not here weighs 1
    weights TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (school, school_year, mef)
);
