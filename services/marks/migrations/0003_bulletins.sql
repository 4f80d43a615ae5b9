-- « Bulletins »: what is said of a pupil for a part of the year, as it stood when it was settled.
CREATE TABLE bulletin (
    school {uuid} NOT NULL,
    school_year BIGINT NOT NULL,
    -- « trimestre-2 »
    period {key} NOT NULL,
    pupil {uuid} NOT NULL,
    -- the class of that day, by its code
    division {key} NOT NULL,
    -- as JSON
    content TEXT NOT NULL,
    settled_at {ts} NOT NULL,
    settled_by {uuid} NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (school, school_year, period, pupil)
);
CREATE INDEX bulletin_pupil ON bulletin (pupil);

-- What it said before it was settled again.
CREATE TABLE bulletin_change (
    school {uuid} NOT NULL,
    school_year BIGINT NOT NULL,
    period {key} NOT NULL,
    pupil {uuid} NOT NULL,
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    settled_at {ts} NOT NULL,
    settled_by {uuid} NOT NULL,
    PRIMARY KEY (school, school_year, period, pupil, version)
);
CREATE INDEX bulletin_change_pupil ON bulletin_change (pupil);

-- From when families read the bulletins of a class.
CREATE TABLE bulletin_publication (
    school {uuid} NOT NULL,
    school_year BIGINT NOT NULL,
    period {key} NOT NULL,
    division {key} NOT NULL,
    -- from the beginning of this day; none: not published, or no more
    on_day {date},
    version BIGINT NOT NULL,
    PRIMARY KEY (school, school_year, period, division)
);
