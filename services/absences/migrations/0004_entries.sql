-- « Motifs » and « Justificatifs »: what an entry chooses from.
CREATE TABLE absence_wording (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    -- 'reason' or 'proof'
    list TEXT NOT NULL,
    form_id {uuid} NOT NULL UNIQUE,
    label TEXT NOT NULL,
    -- words between spaces; what they mean is in the program
    flags TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- withdrawn: entries that chose it keep it
    ended_at {ts}
);
CREATE INDEX absence_wording_school ON absence_wording (school, list);

-- What an entry says beyond its hours.
ALTER TABLE absence ADD COLUMN kind TEXT NOT NULL DEFAULT 'absence';
ALTER TABLE absence ADD COLUMN minutes BIGINT;
ALTER TABLE absence ADD COLUMN reason {uuid};
ALTER TABLE absence ADD COLUMN proof {uuid};
ALTER TABLE absence ADD COLUMN legitimate BOOLEAN NOT NULL DEFAULT FALSE;
-- the family has told the school
ALTER TABLE absence ADD COLUMN informed BOOLEAN NOT NULL DEFAULT FALSE;
-- somebody has seen that the pupil was away
ALTER TABLE absence ADD COLUMN observed BOOLEAN NOT NULL DEFAULT FALSE;
-- needs no answer any more
ALTER TABLE absence ADD COLUMN closed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE absence ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- What an entry said before each change: nothing is lost.
CREATE TABLE absence_change (
    absence {uuid} NOT NULL REFERENCES absence (id),
    -- the version that was left
    version BIGINT NOT NULL,
    changed_at {ts} NOT NULL,
    changed_by {uuid} NOT NULL,
    before TEXT NOT NULL,
    PRIMARY KEY (absence, version)
);

-- Each message that an action made, and each guardian whom it is for: an entry may have several
-- actions. It takes the place of « absence_recipient ».
CREATE TABLE absence_notice (
    message {uuid} NOT NULL,
    guardian {uuid} NOT NULL,
    absence {uuid} NOT NULL REFERENCES absence (id),
    action {uuid} REFERENCES absence_action (id),
    asked_at {ts} NOT NULL,
    asked_by {uuid} NOT NULL,
    PRIMARY KEY (message, guardian)
);
INSERT INTO absence_notice (message, guardian, absence, action, asked_at, asked_by)
    SELECT r.message, r.guardian, a.id, a.action, a.recorded_at, a.recorded_by
    FROM absence_recipient r JOIN absence a ON a.id = r.absence;
CREATE INDEX absence_notice_absence ON absence_notice (absence);
CREATE INDEX absence_notice_guardian ON absence_notice (guardian);
DROP TABLE absence_recipient;
