-- « Informations pratiques »: what a school tells those who work there.
CREATE TABLE information_entry (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    form_id {uuid} NOT NULL UNIQUE,
    -- contact, lieu, horaires, texte
    kind TEXT NOT NULL,
    -- the order on the page, within its kind
    rank BIGINT NOT NULL,
    title TEXT NOT NULL,
    -- of a contact alone; empty when it is not said
    who TEXT NOT NULL,
    phone TEXT NOT NULL,
    mail TEXT NOT NULL,
    place TEXT NOT NULL,
    -- of the others
    body TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- when the head last wrote it, or said that it is still true
    checked_at {ts} NOT NULL,
    -- withdrawn: the page does not show it
    ended_at {ts}
);
CREATE INDEX information_entry_school ON information_entry (school, kind, rank);
CREATE INDEX information_entry_checked ON information_entry (checked_at);
