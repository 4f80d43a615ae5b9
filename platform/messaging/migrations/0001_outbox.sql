-- A provider of text messages, declared by the operator.
CREATE TABLE provider (
    id {uuid} NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    -- 'smpp'
    protocol TEXT NOT NULL,
    host TEXT NOT NULL,
    port BIGINT NOT NULL,
    contact_email TEXT NOT NULL,
    contact_phone TEXT NOT NULL,
    information_url TEXT NOT NULL,
    -- messages of a session that may wait for their answer at once
    send_window BIGINT NOT NULL,
    -- messages a second of a session; 0: no limit
    per_second BIGINT NOT NULL,
    max_sessions BIGINT NOT NULL,
    -- how its two spellings of an identifier are made one
    id_rule TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- What a school typed: its provider, and by what it signs in there.
CREATE TABLE contract (
    school {uuid} NOT NULL PRIMARY KEY,
    -- NULL: « Aucun »
    provider {uuid} REFERENCES provider (id),
    account_key TEXT NOT NULL,
    -- sealed; empty: none yet
    password TEXT NOT NULL,
    option_1 TEXT NOT NULL,
    option_2 TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX contract_provider ON contract (provider, account_key);

-- The last human number given in a school: « Msg 11188 ».
CREATE TABLE message_counter (
    school {uuid} NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE message (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    number BIGINT NOT NULL,
    lane TEXT NOT NULL,
    -- whose message it is, and the row of that service it speaks of
    service TEXT NOT NULL,
    subject {uuid} NOT NULL,
    recipient TEXT NOT NULL,
    sender TEXT NOT NULL,
    body TEXT NOT NULL,
    encoding TEXT NOT NULL,
    parts BIGINT NOT NULL,
    -- a message prepared again under the same key is the same message
    dedup_key TEXT NOT NULL,
    provider_code TEXT NOT NULL,
    not_after {ts} NOT NULL,
    state TEXT NOT NULL,
    -- why, in words, when the state asks for it
    reason TEXT,
    state_at {ts} NOT NULL,
    -- held or put back: not before this instant of the machine's clock
    retry_at {ts},
    provider {uuid},
    prepared_at {ts} NOT NULL,
    -- until it is released: when it was prepared
    released_at {ts} NOT NULL,
    released_by {uuid},
    -- month of the release in the school's zone, '2026-11'; empty before
    month {key} NOT NULL,
    -- what lists show: a snapshot, so that they need no other table
    topic TEXT NOT NULL,
    person TEXT NOT NULL,
    person_key {key} NOT NULL,
    group_name TEXT NOT NULL,
    group_key {key} NOT NULL,
    event TEXT NOT NULL,
    event_at {ts} NOT NULL,
    recipient_label TEXT NOT NULL,
    UNIQUE (school, number),
    UNIQUE (school, dedup_key)
);
-- « SMS à diffuser », by its three long columns.
CREATE INDEX message_waiting_person ON message (school, service, person_key, number)
    WHERE state = 'prepared';
CREATE INDEX message_waiting_group ON message (school, service, group_key, number)
    WHERE state = 'prepared';
CREATE INDEX message_waiting_event ON message (school, service, event_at, number)
    WHERE state = 'prepared';
-- The dispatcher's queue.
CREATE INDEX message_to_send ON message (school, released_at, number)
    WHERE state IN ('queued', 'held');
CREATE INDEX message_under_way ON message (school, state_at)
    WHERE state IN ('sending', 'accepted', 'in_doubt');
-- The tabs of the follow-up, newest first.
CREATE INDEX message_in_transit ON message (school, service, released_at, number)
    WHERE state IN ('queued', 'held', 'sending', 'accepted', 'in_doubt');
CREATE INDEX message_delivered ON message (school, service, released_at, number)
    WHERE state = 'delivered';
CREATE INDEX message_failed ON message (school, service, released_at, number)
    WHERE state IN ('failed', 'rejected', 'expired');
-- « Synthèse », and counts.
CREATE INDEX message_month ON message (school, service, month, topic, state);
CREATE INDEX message_subject ON message (school, service, subject);
CREATE INDEX message_prepared_at ON message (prepared_at);

-- A short message of a text.
CREATE TABLE message_part (
    message {uuid} NOT NULL REFERENCES message (id),
    -- from 1
    n BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    recipient TEXT NOT NULL,
    provider {uuid},
    -- the provider's identifier, verbatim, and as it is compared
    provider_ref TEXT,
    provider_key TEXT,
    PRIMARY KEY (message, n)
);
CREATE INDEX message_part_ref ON message_part (provider, provider_ref);
CREATE INDEX message_part_key ON message_part (provider, provider_key);
CREATE INDEX message_part_open ON message_part (provider, recipient)
    WHERE state IN ('sending', 'accepted', 'in_doubt');

-- A part about to be written: committed before its first byte leaves.
CREATE TABLE attempt (
    id {uuid} NOT NULL PRIMARY KEY,
    message {uuid} NOT NULL REFERENCES message (id),
    n BIGINT NOT NULL,
    provider {uuid} NOT NULL,
    -- the session that wrote it: its lease and epoch
    session TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    written_at {ts} NOT NULL,
    answered_at {ts},
    -- 'accepted', 'throttled', 'rejected', 'not_now', 'not_written', 'in_doubt'; NULL: no answer yet
    outcome TEXT,
    -- the provider's status code
    status BIGINT
);
CREATE INDEX attempt_message ON attempt (message);
CREATE INDEX attempt_unanswered ON attempt (session, epoch) WHERE outcome IS NULL;

-- What a provider said of a part: kept before it is acknowledged.
CREATE TABLE receipt (
    id {uuid} NOT NULL PRIMARY KEY,
    provider {uuid} NOT NULL,
    provider_ref TEXT NOT NULL,
    provider_key TEXT NOT NULL,
    -- the identifier of the text, when the optional parameter gave another
    other_ref TEXT NOT NULL,
    other_key TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    -- its date, verbatim; empty when it has none
    done TEXT NOT NULL,
    recipient TEXT NOT NULL,
    raw TEXT NOT NULL,
    received_at {ts} NOT NULL,
    -- the part it is of; NULL: none yet
    message {uuid} REFERENCES message (id),
    n BIGINT,
    -- the recipient too: some receipts bear no identifier
    UNIQUE (provider, provider_ref, state, done, recipient)
);
CREATE INDEX receipt_message ON receipt (message);
CREATE INDEX receipt_waiting_ref ON receipt (provider, provider_ref) WHERE message IS NULL;
CREATE INDEX receipt_waiting_key ON receipt (provider, provider_key) WHERE message IS NULL;
CREATE INDEX receipt_waiting_other ON receipt (provider, other_key) WHERE message IS NULL;
CREATE INDEX receipt_waiting_recipient ON receipt (provider, recipient) WHERE message IS NULL;

-- What must be single, such as a session at a provider: who holds it, and until when by the
-- machine's clock (that of the demo may go back).
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    -- leases of one pool are counted: the sessions of a provider
    pool {uuid} NOT NULL,
    holder {uuid} NOT NULL,
    -- grows each time it changes hands
    epoch BIGINT NOT NULL,
    until {ts} NOT NULL
);
CREATE INDEX lease_pool ON lease (pool);
