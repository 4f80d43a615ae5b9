-- « Groupes de divisions »: named sets, offered wherever a division is chosen.
CREATE TABLE absence_division_group (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    form_id {uuid} NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- codes of divisions, one a line: the same names come back each school year
    divisions TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- withdrawn: no list offers it
    ended_at {ts}
);
CREATE INDEX absence_division_group_school ON absence_division_group (school);
