-- One-time links: each stands for the codes of one message to one person, and asks for a birth date as they do.
CREATE TABLE code_link (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    -- the message that carries it, and to whom
    sending {uuid} NOT NULL REFERENCES code_sending (id),
    holder {uuid} NOT NULL,
    -- the keyed hash of its token, by which one that is followed is found
    digest {bytes} NOT NULL UNIQUE,
    made_at {ts} NOT NULL,
    expires_at {ts} NOT NULL,
    used_at {ts},
    UNIQUE (sending, holder)
);
CREATE INDEX code_link_made ON code_link (made_at);
