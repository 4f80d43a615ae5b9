-- « Base élèves »: the whole of what a school keeps on a pupil and on a guardian, who said it, and
-- the school's staff. An address is {"lines": […], "postal_code", "town", "commune", "country",
-- "country_name"}; NULL: none.

-- Keys of the académie's register are above zero; those that an import gives to whom ONDE brings,
-- which has none, are below.

-- The pupil's own means of contact and consent: an adult pupil, or one who may be written to.
ALTER TABLE pupil ADD COLUMN other_first_names TEXT NOT NULL DEFAULT '';
ALTER TABLE pupil ADD COLUMN address {json};
ALTER TABLE pupil ADD COLUMN mobile_typed TEXT;
ALTER TABLE pupil ADD COLUMN mobile TEXT;
ALTER TABLE pupil ADD COLUMN home_phone TEXT;
ALTER TABLE pupil ADD COLUMN email TEXT;
ALTER TABLE pupil ADD COLUMN accepts_sms BOOLEAN NOT NULL DEFAULT FALSE;
-- grows with each change by a page: two windows do not overwrite each other
ALTER TABLE pupil ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- ELENOET: the pupil's number in the school, which names the photographs
ALTER TABLE enrolment ADD COLUMN school_number TEXT;
-- CODE_STATUT, CODE_REGIME, CODE_MOTIF_SORTIE, as the register writes them
ALTER TABLE enrolment ADD COLUMN status TEXT;
ALTER TABLE enrolment ADD COLUMN regime TEXT;
ALTER TABLE enrolment ADD COLUMN leaving_reason TEXT;
ALTER TABLE enrolment ADD COLUMN repeats BOOLEAN NOT NULL DEFAULT FALSE;
-- SCOLARITE_AN_DERNIER: {"uai", "name", "division"}
ALTER TABLE enrolment ADD COLUMN previous {json};
-- OPTIONS_ELEVE: [{"subject", "election"}], in their order
ALTER TABLE enrolment ADD COLUMN options {json};
CREATE INDEX enrolment_school_number ON enrolment (school, school_year, school_number);

-- COMMUNICATION_ADRESSE: « autorise à communiquer ses coordonnées »
ALTER TABLE guardian ADD COLUMN shares_contact BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE guardian ADD COLUMN address {json};
-- Only where the school asks for them, with a purpose.
ALTER TABLE guardian ADD COLUMN employment TEXT;
ALTER TABLE guardian ADD COLUMN occupation TEXT;
ALTER TABLE guardian ADD COLUMN children BIGINT;
ALTER TABLE guardian ADD COLUMN children_in_secondary BIGINT;
ALTER TABLE guardian ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- HEBERGE_ELEVE; NULL: the register does not say
ALTER TABLE guardianship ADD COLUMN houses_pupil BOOLEAN;
-- 'export', or 'saisie': added by a person of the school, and no import ends it
ALTER TABLE guardianship ADD COLUMN source TEXT NOT NULL DEFAULT 'export';
-- « Détacher ce responsable »: ended by a person, and no import opens it again
ALTER TABLE guardianship ADD COLUMN detached_by {uuid};
ALTER TABLE guardianship ADD COLUMN detached_at {ts};

-- Each answer to « accepte les SMS », the first of all that of the export.
CREATE TABLE consent (
    id {uuid} NOT NULL PRIMARY KEY,
    -- of a guardian, or of a pupil for their own mobile
    guardian {uuid} REFERENCES guardian (id),
    pupil {uuid} REFERENCES pupil (id),
    accepts_sms BOOLEAN NOT NULL,
    -- 'export', 'fiche', later 'portail'
    source TEXT NOT NULL,
    -- who typed it, and where that person was working; NULL for an export
    account {uuid},
    school {uuid},
    at {ts} NOT NULL
);
CREATE INDEX consent_guardian ON consent (guardian, at);
CREATE INDEX consent_pupil ON consent (pupil, at);

-- A field that somebody typed here: imports leave it, until a person takes the register's value.
CREATE TABLE typed_field (
    -- 'pupil', 'guardian' or 'guardianship', and which one
    kind TEXT NOT NULL,
    subject {uuid} NOT NULL,
    field TEXT NOT NULL,
    account {uuid} NOT NULL,
    school {uuid} NOT NULL,
    typed_at {ts} NOT NULL,
    -- what the register said when it was typed, then what it says since, as the text that the
    -- field is compared by and read back from: an address as its JSON, a flag as 'oui' or 'non'
    register_value TEXT NOT NULL,
    -- the date of the export that says something else since: a person must choose
    conflict_at {ts},
    PRIMARY KEY (kind, subject, field)
);
CREATE INDEX typed_field_subject ON typed_field (subject);

-- What a school asks of guardians beyond what every service needs, and why.
CREATE TABLE extra_field (
    school {uuid} NOT NULL REFERENCES school (id),
    -- 'employment', 'occupation' or 'children'
    field TEXT NOT NULL,
    purpose TEXT NOT NULL,
    account {uuid} NOT NULL,
    since {ts} NOT NULL,
    PRIMARY KEY (school, field)
);

-- School subjects: national codes.
CREATE TABLE subject (
    code {key} NOT NULL PRIMARY KEY,
    short_label TEXT NOT NULL,
    label TEXT NOT NULL
);

-- Teaching groups (groupes): pupils of one or several classes.
CREATE TABLE teaching_group (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL REFERENCES school (id),
    school_year BIGINT NOT NULL,
    code {key} NOT NULL,
    label TEXT,
    ended_on {date},
    UNIQUE (school, school_year, code)
);

CREATE TABLE group_member (
    teaching_group {uuid} NOT NULL REFERENCES teaching_group (id),
    enrolment {uuid} NOT NULL REFERENCES enrolment (id),
    PRIMARY KEY (teaching_group, enrolment)
);
CREATE INDEX group_member_enrolment ON group_member (enrolment);

-- A photograph, made small. One a pupil and school.
CREATE TABLE photo (
    pupil {uuid} NOT NULL REFERENCES pupil (id),
    school {uuid} NOT NULL REFERENCES school (id),
    -- JPEG
    bytes {bytes} NOT NULL,
    account {uuid} NOT NULL,
    -- when it was put here
    taken_at {ts} NOT NULL,
    -- the archive that it came in; NULL: put alone
    draft {uuid},
    PRIMARY KEY (pupil, school)
);

-- Staff of a school, as STS knows them, or as the head typed them.
CREATE TABLE staff (
    id {uuid} NOT NULL PRIMARY KEY,
    -- INDIVIDU ID and TYPE: 'epp' numbers are national, 'local' ones are of the school
    sts_key TEXT UNIQUE,
    civility TEXT,
    surname TEXT NOT NULL,
    first_name TEXT NOT NULL,
    name_key {key} NOT NULL,
    -- the account that was opened for them
    account {uuid},
    as_of {ts} NOT NULL,
    updated_at {ts} NOT NULL
);
CREATE INDEX staff_account ON staff (account);

-- What someone does at a school, for a school year.
CREATE TABLE post (
    id {uuid} NOT NULL PRIMARY KEY,
    staff {uuid} NOT NULL REFERENCES staff (id),
    school {uuid} NOT NULL REFERENCES school (id),
    school_year BIGINT NOT NULL,
    -- FONCTION: ENS, DIR, EDU…
    function TEXT NOT NULL,
    -- DISCIPLINES: [{"code", "label"}]
    disciplines {json} NOT NULL,
    -- no longer in the register since that day
    ended_on {date},
    as_of {ts} NOT NULL,
    UNIQUE (staff, school, school_year, function)
);
CREATE INDEX post_school ON post (school, school_year);

-- A subject taught by someone to a class or to a group.
CREATE TABLE teaching (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL REFERENCES school (id),
    school_year BIGINT NOT NULL,
    staff {uuid} NOT NULL REFERENCES staff (id),
    subject {key} NOT NULL,
    -- one of the two
    division {uuid} REFERENCES division (id),
    teaching_group {uuid} REFERENCES teaching_group (id),
    ended_on {date}
);
CREATE INDEX teaching_staff ON teaching (staff);
CREATE INDEX teaching_school ON teaching (school, school_year);

-- PROFS_PRINC: who answers for a class.
CREATE TABLE principal_teacher (
    division {uuid} NOT NULL REFERENCES division (id),
    staff {uuid} NOT NULL REFERENCES staff (id),
    starts_on {date} NOT NULL,
    ends_on {date},
    PRIMARY KEY (division, staff, starts_on)
);
CREATE INDEX principal_teacher_staff ON principal_teacher (staff);

-- A deposit is read and compared behind the page: 'reading', then 'ready' or 'refused', then
-- 'applying', 'done'. The report is null until it is ready.
ALTER TABLE import_draft ADD COLUMN state TEXT NOT NULL DEFAULT 'ready';
-- what was given: 'registers' or 'photographs'
ALTER TABLE import_draft ADD COLUMN purpose TEXT NOT NULL DEFAULT 'registers';
-- why it was refused, for the person
ALTER TABLE import_draft ADD COLUMN refusal TEXT;
-- what is being done, and how many rows of it are done
ALTER TABLE import_draft ADD COLUMN step TEXT NOT NULL DEFAULT '';
ALTER TABLE import_draft ADD COLUMN step_rows BIGINT NOT NULL DEFAULT 0;
-- the base changed between the look and « Accepter »
ALTER TABLE import_draft ADD COLUMN changed BOOLEAN NOT NULL DEFAULT FALSE;

-- What an import found wrong with single rows, for the page and for the CSV.
CREATE TABLE import_anomaly (
    draft {uuid} NOT NULL REFERENCES import_draft (id),
    n BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- in the file; NULL: not of one line
    line BIGINT,
    what TEXT NOT NULL,
    sentence TEXT NOT NULL,
    PRIMARY KEY (draft, n)
);
