-- Backups that were tried: when, where, whether they were restored to see.
CREATE TABLE backup_run (
    id {uuid} NOT NULL PRIMARY KEY,
    at {ts} NOT NULL,
    -- NULL when none could be made
    file TEXT,
    size BIGINT NOT NULL,
    -- restored in a database of its own, and found whole
    verified BOOLEAN NOT NULL,
    -- what was found, or what went wrong
    sentence TEXT NOT NULL
);
CREATE INDEX backup_run_at ON backup_run (at);

-- The audit read again from its first line.
CREATE TABLE audit_check (
    id {uuid} NOT NULL PRIMARY KEY,
    at {ts} NOT NULL,
    whole BOOLEAN NOT NULL,
    sentence TEXT NOT NULL
);
CREATE INDEX audit_check_at ON audit_check (at);
