-- The register that every service reads: schools, classes, pupils, guardians. Only what a
-- service needs is here: no address, occupation or nationality.
CREATE TABLE school (
    id {uuid} NOT NULL PRIMARY KEY,
    uai TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    zone TEXT NOT NULL,
    created_at {ts} NOT NULL
);

-- Programmes (modules élémentaires de formation): national codes.
CREATE TABLE mef (
    code {key} NOT NULL PRIMARY KEY,
    label TEXT NOT NULL
);

CREATE TABLE division (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL REFERENCES school (id),
    school_year BIGINT NOT NULL,
    -- as the register writes it: "5B", "3 A"
    code {key} NOT NULL,
    label TEXT,
    -- no longer in the register since that day
    ended_on {date},
    UNIQUE (school, school_year, code)
);

CREATE TABLE pupil (
    id {uuid} NOT NULL PRIMARY KEY,
    -- key in the académie's register; NULL for whom another register brings
    eleve_id BIGINT UNIQUE,
    ine TEXT,
    family_name TEXT NOT NULL,
    -- nom d'usage: the name by which the pupil is called, when there is one
    usage_name TEXT,
    first_name TEXT NOT NULL,
    born_on {date},
    -- 'M' or 'F'
    sex TEXT,
    -- search key of the first name; that of both names is in enrolment
    first_key {key} NOT NULL,
    -- when the export that last changed the row was made: an older one, from another school,
    -- does not overwrite it
    as_of {ts} NOT NULL,
    updated_at {ts} NOT NULL
);

-- A pupil at a school, for a school year. A pupil of two schools has two.
CREATE TABLE enrolment (
    id {uuid} NOT NULL PRIMARY KEY,
    pupil {uuid} NOT NULL REFERENCES pupil (id),
    school {uuid} NOT NULL REFERENCES school (id),
    school_year BIGINT NOT NULL,
    -- NULL: without class
    division {uuid} REFERENCES division (id),
    mef TEXT,
    entered_on {date},
    -- from that day on, the pupil is not there any more
    left_on {date},
    -- surname, space, first name, as search keys: what lists are sorted and searched by
    name_key {key} NOT NULL,
    UNIQUE (pupil, school, school_year)
);
CREATE INDEX enrolment_name ON enrolment (school, name_key, pupil);
CREATE INDEX enrolment_division ON enrolment (division);

CREATE TABLE guardian (
    id {uuid} NOT NULL PRIMARY KEY,
    -- key in the académie's register: one record for all schools
    personne_id BIGINT UNIQUE,
    civility TEXT,
    surname TEXT NOT NULL,
    -- empty for an institution
    first_name TEXT NOT NULL,
    -- as typed, and in E.164 when it may be used
    mobile_typed TEXT,
    mobile TEXT,
    home_phone TEXT,
    work_phone TEXT,
    email TEXT,
    accepts_sms BOOLEAN NOT NULL,
    -- 'export' until somebody types another answer, which imports do not overwrite
    consent_source TEXT NOT NULL,
    consent_at {ts} NOT NULL,
    as_of {ts} NOT NULL,
    updated_at {ts} NOT NULL
);

-- What a guardian is to a pupil.
CREATE TABLE guardianship (
    id {uuid} NOT NULL PRIMARY KEY,
    pupil {uuid} NOT NULL REFERENCES pupil (id),
    guardian {uuid} NOT NULL REFERENCES guardian (id),
    -- 1 for légal 1, 2 for légal 2…; several may hold one rank; NULL: not a legal guardian
    legal_rank BIGINT,
    -- CODE_PARENTE
    kinship BIGINT,
    financial BOOLEAN NOT NULL,
    correspondent BOOLEAN NOT NULL,
    since {date} NOT NULL,
    ended_on {date},
    as_of {ts} NOT NULL
);
CREATE UNIQUE INDEX guardianship_open ON guardianship (pupil, guardian) WHERE ended_on IS NULL;
CREATE INDEX guardianship_guardian ON guardianship (guardian);

-- A file that was taken: an older one of its kind is refused afterwards.
CREATE TABLE import_run (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL REFERENCES school (id),
    kind TEXT NOT NULL,
    -- HORODATAGE
    exported_at {ts} NOT NULL,
    school_year BIGINT NOT NULL,
    -- NULL: the command line
    account {uuid},
    imported_at {ts} NOT NULL,
    counts {json} NOT NULL
);
CREATE INDEX import_run_school ON import_run (school, kind, exported_at);

-- Files given by the page, until they are accepted: any instance can serve the second step.
CREATE TABLE import_draft (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL REFERENCES school (id),
    account {uuid} NOT NULL,
    created_at {ts} NOT NULL,
    accepted_at {ts},
    -- what would change; once accepted, what changed
    report {json} NOT NULL
);

CREATE TABLE import_draft_piece (
    draft {uuid} NOT NULL REFERENCES import_draft (id),
    file BIGINT NOT NULL,
    piece BIGINT NOT NULL,
    name TEXT NOT NULL,
    bytes {bytes} NOT NULL,
    PRIMARY KEY (draft, file, piece)
);
