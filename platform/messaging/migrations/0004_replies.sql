-- What families write back, as it came; a long one comes in parts.
CREATE TABLE reply (
    id {uuid} NOT NULL PRIMARY KEY,
    provider {uuid} NOT NULL,
    -- to whom it is shown; NULL: nobody knows which school they answered
    school {uuid},
    -- as the provider writes it, and to which of our numbers
    source TEXT NOT NULL,
    destination TEXT NOT NULL,
    -- the parts of a long one: how many, and what makes them one; NULL: it is whole
    total BIGINT NOT NULL,
    reference BIGINT,
    received_at {ts} NOT NULL,
    handled_at {ts},
    handled_by {uuid}
);
CREATE INDEX reply_school ON reply (school, received_at);
CREATE INDEX reply_source ON reply (provider, source, received_at);

CREATE TABLE reply_part (
    reply {uuid} NOT NULL REFERENCES reply (id),
    -- from 1
    n BIGINT NOT NULL,
    text TEXT NOT NULL,
    octets {bytes} NOT NULL,
    PRIMARY KEY (reply, n)
);

-- The latest message to a number: whose answer it is.
CREATE INDEX message_recipient ON message (recipient, released_at)
    WHERE state IN ('sending', 'accepted', 'in_doubt', 'delivered');
