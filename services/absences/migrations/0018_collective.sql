-- « Saisie collective »: what was typed at once, under the number of its form.
CREATE TABLE absence_collective (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    account {uuid} NOT NULL,
    recorded_at {ts} NOT NULL,
    -- whom it was chosen for, as the page said it then: « 5B », « Groupe 5ALL2G1 », « Cinquièmes »
    chosen TEXT NOT NULL,
    -- « Annuler ces saisies »
    undone_at {ts},
    undone_by {uuid}
);
CREATE INDEX absence_collective_school ON absence_collective (school, recorded_at);

-- Who was ticked: with the entry that it gave, or with none when another one was in the way.
CREATE TABLE absence_collective_pupil (
    collective {uuid} NOT NULL REFERENCES absence_collective (id),
    pupil {uuid} NOT NULL,
    absence {uuid} REFERENCES absence (id),
    PRIMARY KEY (collective, pupil)
);
CREATE INDEX absence_collective_pupil_absence ON absence_collective_pupil (absence);
