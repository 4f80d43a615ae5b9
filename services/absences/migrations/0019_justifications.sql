-- Why a pupil was away, as a guardian tells it from home.
CREATE TABLE absence_justification (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    absence {uuid} NOT NULL REFERENCES absence (id),
    guardian {uuid} NOT NULL,
    form_id {uuid} NOT NULL UNIQUE,
    sent_by {uuid} NOT NULL,
    sent_at {ts} NOT NULL,
    -- a line of « Motifs » that guardians may choose
    reason {uuid} NOT NULL,
    -- may be empty when a paper comes with it
    words TEXT NOT NULL,
    -- NULL: it waits
    decided_at {ts},
    decided_by {uuid},
    accepted BOOLEAN,
    -- what the school answers when it refuses
    answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX absence_justification_absence ON absence_justification (absence);
CREATE INDEX absence_justification_school ON absence_justification (school, sent_at);
-- a guardian waits for one answer at a time
CREATE UNIQUE INDEX absence_justification_waiting ON absence_justification (absence, guardian)
    WHERE decided_at IS NULL;

-- The paper that came with it: a JPEG, made small.
CREATE TABLE absence_justification_photo (
    justification {uuid} NOT NULL PRIMARY KEY REFERENCES absence_justification (id),
    bytes {bytes} NOT NULL
);
