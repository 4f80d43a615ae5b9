-- The roll of a lesson, or of a class at an hour where there is no timetable: that it was called,
-- and what it says now.
CREATE TABLE roll (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    day {date} NOT NULL,
    -- the lesson's identifier, or « division:5B 08:30 »: one roll for each
    slot {key} NOT NULL,
    -- « 5B · Mathématiques »
    label TEXT NOT NULL,
    from_time {time} NOT NULL,
    to_time {time} NOT NULL,
    expected BIGINT NOT NULL,
    version BIGINT NOT NULL,
    called_at {ts} NOT NULL,
    called_by {uuid} NOT NULL,
    UNIQUE (school, day, slot)
);

-- Each time that it was sent, under the number that the sender gave it: the same one twice counts
-- once. What it said is kept as it was.
CREATE TABLE roll_call (
    id {uuid} NOT NULL PRIMARY KEY,
    roll {uuid} NOT NULL REFERENCES roll (id),
    called_at {ts} NOT NULL,
    called_by {uuid} NOT NULL,
    -- « pupil=absent pupil=retard/10 », those of whom it said something else than present
    said TEXT NOT NULL
);
CREATE INDEX roll_call_roll ON roll_call (roll);

-- What the roll says of a pupil: who is not here has no row, unless somebody said otherwise.
CREATE TABLE roll_mark (
    roll {uuid} NOT NULL REFERENCES roll (id),
    pupil {uuid} NOT NULL,
    -- 'present', 'absent' or 'retard'
    state TEXT NOT NULL,
    minutes BIGINT,
    -- the entry that tells it, and whether this roll made or prolonged it
    absence {uuid} REFERENCES absence (id),
    own BOOLEAN NOT NULL,
    -- when the entry ended before this roll prolonged it
    ended_before {time},
    PRIMARY KEY (roll, pupil)
);
CREATE INDEX roll_mark_absence ON roll_mark (absence);

-- The last version of an entry that rolls alone have written: what the office has touched since
-- is the office's.
ALTER TABLE absence ADD COLUMN roll_version BIGINT;
-- The entries of a day.
CREATE INDEX absence_until ON absence (school, to_day);

-- Who was reminded of a roll that is not called, by whom and when.
CREATE TABLE roll_reminder (
    school {uuid} NOT NULL,
    day {date} NOT NULL,
    slot {key} NOT NULL,
    reminded_at {ts} NOT NULL,
    reminded_by {uuid} NOT NULL,
    PRIMARY KEY (school, day, slot)
);
