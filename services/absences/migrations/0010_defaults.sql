-- « Valeurs par défaut »: what the form of an entry holds before anybody types; no row: the
-- program's own. What the words mean is in the program.
CREATE TABLE absence_defaults (
    school {uuid} NOT NULL PRIMARY KEY,
    reason {uuid},
    -- 'only', 'none', or the identifier of an action
    action TEXT NOT NULL,
    -- 'first', 'all' or 'nobody'
    recipients TEXT NOT NULL,
    -- 'day', 'bell', or an hour
    from_hour TEXT NOT NULL,
    to_hour TEXT NOT NULL,
    -- days after which an absence sends no text message any more
    oldest_days BIGINT,
    version BIGINT NOT NULL
);
