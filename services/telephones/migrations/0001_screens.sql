-- What the telephones of the demo show. Fictitious numbers only: nobody's data.
CREATE TABLE telephone_screen (
    id {uuid} NOT NULL PRIMARY KEY,
    -- the identifiers that the provider gave to its parts
    reference TEXT NOT NULL,
    number TEXT NOT NULL,
    source TEXT NOT NULL,
    text TEXT NOT NULL,
    parts BIGINT NOT NULL,
    fate TEXT NOT NULL,
    accepted_at {ts} NOT NULL,
    -- when the telephone showed it; NULL: on its way, or never
    arrived_at {ts}
);
CREATE INDEX telephone_screen_at ON telephone_screen (accepted_at);
CREATE INDEX telephone_screen_number ON telephone_screen (number);
