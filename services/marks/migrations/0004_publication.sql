-- How families see marks, from a moment on. What they have seen stays, so that the moments are kept.
CREATE TABLE publication_mode (
    school {uuid} NOT NULL,
    -- 1 for the first choice
    rank BIGINT NOT NULL,
    from_at {ts} NOT NULL,
    -- 'fil' or 'echeance'
    mode {key} NOT NULL,
    PRIMARY KEY (school, rank)
);

-- « À l'échéance »: the days after which a class of a programme (MEF) sees what is published until then.
CREATE TABLE publication_date (
    school {uuid} NOT NULL,
    school_year BIGINT NOT NULL,
    -- '' for pupils without a programme
    mef {key} NOT NULL,
    division {key} NOT NULL,
    on_day {date} NOT NULL,
    PRIMARY KEY (school, school_year, mef, division, on_day)
);

-- Who changed what of it, in words.
CREATE TABLE publication_change (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    at {ts} NOT NULL,
    by_account {uuid} NOT NULL,
    what TEXT NOT NULL
);
CREATE INDEX publication_change_school ON publication_change (school, at);
