-- « Enseignant » and « Discipline »: of the lesson that an entry is about, when it is about one.
ALTER TABLE absence ADD COLUMN teacher {uuid};
-- as the timetable writes it
ALTER TABLE absence ADD COLUMN subject TEXT;
-- 'cours', 'demi-pension' (one meal) or 'internat' (one night)
ALTER TABLE absence ADD COLUMN scope TEXT NOT NULL DEFAULT 'cours';

-- Each message that is for the pupil, alone or on a telephone that a guardian shares.
CREATE TABLE absence_pupil_notice (
    message {uuid} NOT NULL PRIMARY KEY,
    absence {uuid} NOT NULL REFERENCES absence (id),
    action {uuid} REFERENCES absence_action (id),
    asked_at {ts} NOT NULL,
    asked_by {uuid} NOT NULL
);
CREATE INDEX absence_pupil_notice_absence ON absence_pupil_notice (absence);
