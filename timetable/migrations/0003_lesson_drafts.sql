-- Timetable files that somebody gave, until they are taken or forgotten.
CREATE TABLE lesson_draft (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    account {uuid} NOT NULL,
    created_at {ts} NOT NULL,
    -- what its files say is done, and they are gone
    taken BOOLEAN NOT NULL
);
CREATE INDEX lesson_draft_created ON lesson_draft (created_at);

CREATE TABLE lesson_draft_file (
    draft {uuid} NOT NULL REFERENCES lesson_draft (id),
    -- in the order in which they were given, from 0
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    bytes {bytes} NOT NULL,
    PRIMARY KEY (draft, place)
);
