-- « Import/Export »: a table that somebody gave, until it is forgotten.
CREATE TABLE absence_draft (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    account {uuid} NOT NULL,
    created_at {ts} NOT NULL,
    name TEXT NOT NULL,
    bytes {bytes} NOT NULL,
    -- what it says is done
    taken BOOLEAN NOT NULL
);
CREATE INDEX absence_draft_created ON absence_draft (created_at);

-- A table that was imported, under the identifier of its deposit.
CREATE TABLE absence_import (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    account {uuid} NOT NULL,
    imported_at {ts} NOT NULL,
    name TEXT NOT NULL,
    added BIGINT NOT NULL,
    present BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    -- « Annuler cet import »: how many entries it took back, and how many it left because somebody
    -- had worked on them
    undone_at {ts},
    undone_by {uuid},
    undone BIGINT NOT NULL DEFAULT 0,
    left_standing BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX absence_import_school ON absence_import (school, imported_at);

-- Where an imported entry comes from, and what its file told of it: who had typed it, who had taken
-- it back. Moments are of the school's own time, « 2026-11-24T08:41 ».
CREATE TABLE absence_imported (
    absence {uuid} NOT NULL PRIMARY KEY REFERENCES absence (id),
    import {uuid} NOT NULL REFERENCES absence_import (id),
    line BIGINT NOT NULL,
    by_roll BOOLEAN NOT NULL,
    typed_at TEXT,
    typed_by TEXT NOT NULL,
    withdrawn_at TEXT,
    withdrawn_by TEXT NOT NULL
);
CREATE INDEX absence_imported_import ON absence_imported (import);

-- An export reads entries week by week.
CREATE INDEX absence_from ON absence (school, from_day);
