-- Where people work, as identity needs it: declared by the records, which know the rest.
CREATE TABLE place (
    school {uuid} NOT NULL PRIMARY KEY,
    uai TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    zone TEXT NOT NULL
);

CREATE TABLE account (
    id {uuid} NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    surname TEXT NOT NULL,
    first_name TEXT NOT NULL,
    -- NULL until the person has chosen one
    password_hash TEXT,
    created_at {ts} NOT NULL,
    -- from this day on, the account opens nothing
    ended_on {date}
);

-- A function held at a place, for a time.
CREATE TABLE tenure (
    id {uuid} NOT NULL PRIMARY KEY,
    account {uuid} NOT NULL REFERENCES account (id),
    function TEXT NOT NULL,
    -- NULL: at the académie
    school {uuid} REFERENCES place (school),
    starts_on {date} NOT NULL,
    -- the last day, included
    ends_on {date}
);
CREATE INDEX tenure_account ON tenure (account);

CREATE TABLE session (
    id {uuid} NOT NULL PRIMARY KEY,
    -- digest of the token that the browser holds
    token {bytes} NOT NULL UNIQUE,
    account {uuid} NOT NULL REFERENCES account (id),
    -- where the person is working now; NULL: at the académie
    school {uuid},
    -- the kind of browser, in words, for the person to recognise
    agent TEXT NOT NULL,
    created_at {ts} NOT NULL,
    last_seen_at {ts} NOT NULL,
    expires_at {ts} NOT NULL,
    ended_at {ts}
);
CREATE INDEX session_account ON session (account);

-- Links by which a person chooses a password, once.
CREATE TABLE password_link (
    token {bytes} NOT NULL PRIMARY KEY,
    account {uuid} NOT NULL REFERENCES account (id),
    expires_at {ts} NOT NULL,
    used_at {ts}
);

-- Sign-ins that failed, by the digest of what was typed as a login.
CREATE TABLE sign_in_failure (
    id {uuid} NOT NULL PRIMARY KEY,
    login {bytes} NOT NULL,
    at {ts} NOT NULL
);
CREATE INDEX sign_in_failure_login ON sign_in_failure (login, at);
