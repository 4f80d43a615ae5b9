-- Activation codes: one live code a pupil and whoever holds it (a guardian, or the pupil).

-- What was asked for at once: codes to be made, or codes to be sent.
CREATE TABLE code_batch (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    form_id {uuid} NOT NULL UNIQUE,
    -- 'generation' or 'notification'
    purpose TEXT NOT NULL,
    -- of a notification: 'mail', 'sms', 'letter' or 'sheet'
    means TEXT NOT NULL,
    account {uuid} NOT NULL,
    asked_at {ts} NOT NULL,
    -- of a notification: codes that were told already are made anew and told again
    again BOOLEAN NOT NULL,
    -- of a generation, the pairs: [{"p": pupil, "h": holder, "r": the code to replace, or null}]; of
    -- sheets, the pupils
    pairs {json} NOT NULL,
    total BIGINT NOT NULL,
    -- how many are done, of which how many were left as they were
    done BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    finished_at {ts}
);
CREATE INDEX code_batch_school ON code_batch (school, asked_at);

-- One message of a notification: to a guardian, to a pupil, or the sheet of a class.
CREATE TABLE code_sending (
    id {uuid} NOT NULL PRIMARY KEY,
    batch {uuid} NOT NULL REFERENCES code_batch (id),
    school {uuid} NOT NULL,
    -- the guardian or the pupil; NULL: the sheet of a class
    holder {uuid},
    -- to whom, as lists show it, and of which class
    label TEXT NOT NULL,
    division TEXT NOT NULL,
    n BIGINT NOT NULL,
    -- 'waiting', 'sent' or 'left'
    state TEXT NOT NULL,
    -- why nothing was sent
    reason TEXT NOT NULL,
    message {uuid},
    UNIQUE (batch, n)
);

CREATE TABLE activation_code (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    pupil {uuid} NOT NULL,
    -- the guardian; the pupil themselves for their own code
    holder {uuid} NOT NULL,
    -- 'generated', 'notified', 'used', 'disabled' or 'expired'
    state TEXT NOT NULL,
    -- the code, sealed, until it is notified
    sealed TEXT,
    -- its keyed hash, by which one that is typed is found
    digest {bytes} NOT NULL UNIQUE,
    made_at {ts} NOT NULL,
    notified_at {ts},
    -- unused by then, it dies
    expires_at {ts} NOT NULL,
    -- wrong birth dates that were typed with it
    attempts BIGINT NOT NULL,
    -- the message that carried it
    sending {uuid} REFERENCES code_sending (id),
    -- another one took its place
    replaced_at {ts}
);
-- One live code a pair, whoever makes them at once.
CREATE UNIQUE INDEX activation_code_live ON activation_code (school, pupil, holder) WHERE replaced_at IS NULL;
CREATE INDEX activation_code_expiry ON activation_code (expires_at) WHERE state IN ('generated', 'notified');
CREATE INDEX activation_code_sending ON activation_code (sending);

-- What happened to the codes of a pair.
CREATE TABLE code_event (
    id {uuid} NOT NULL PRIMARY KEY,
    code {uuid} NOT NULL REFERENCES activation_code (id),
    -- 'generated', 'notified', 'used', 'disabled', 'enabled', 'expired' or 'replaced'
    act TEXT NOT NULL,
    at {ts} NOT NULL,
    -- NULL: the program
    account {uuid}
);
CREATE INDEX code_event_code ON code_event (code);

-- What families ask the office about their codes.
CREATE TABLE family_request (
    id {uuid} NOT NULL PRIMARY KEY,
    form_id {uuid} NOT NULL UNIQUE,
    school {uuid} NOT NULL,
    pupil {uuid} NOT NULL,
    holder {uuid} NOT NULL,
    -- 'lost', 'not_working', 'refusal' or 'other'
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    asked_at {ts} NOT NULL,
    account {uuid} NOT NULL,
    -- a refusal that was taken back
    lifted_at {ts}
);
CREATE INDEX family_request_pair ON family_request (school, pupil, holder);

-- After how many days an unused code dies, where a school changed it.
CREATE TABLE code_rules (
    school {uuid} NOT NULL PRIMARY KEY,
    days BIGINT NOT NULL,
    version BIGINT NOT NULL
);
