-- What a teacher, or the council of the class, says of a pupil for a part of the year. One that was
-- emptied stays, so that its versions do.
CREATE TABLE appreciation (
    school {uuid} NOT NULL,
    school_year BIGINT NOT NULL,
    -- « trimestre-2 »
    period {key} NOT NULL,
    -- the code of a subject, or 'conseil'
    subject {key} NOT NULL,
    pupil {uuid} NOT NULL,
    text TEXT NOT NULL,
    changed_at {ts} NOT NULL,
    changed_by {uuid} NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (school, school_year, period, subject, pupil)
);
CREATE INDEX appreciation_pupil ON appreciation (pupil);

-- What it said before.
CREATE TABLE appreciation_change (
    school {uuid} NOT NULL,
    school_year BIGINT NOT NULL,
    period {key} NOT NULL,
    subject {key} NOT NULL,
    pupil {uuid} NOT NULL,
    version BIGINT NOT NULL,
    text TEXT NOT NULL,
    changed_at {ts} NOT NULL,
    changed_by {uuid} NOT NULL,
    PRIMARY KEY (school, school_year, period, subject, pupil, version)
);
CREATE INDEX appreciation_change_pupil ON appreciation_change (pupil);
