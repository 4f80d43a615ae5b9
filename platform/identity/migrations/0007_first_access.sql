-- What somebody of a family typed to open an account, until a code proves who they are.
CREATE TABLE first_access (
    -- digest of what the browser holds
    token {bytes} NOT NULL PRIMARY KEY,
    login TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    begun_at {ts} NOT NULL,
    expires_at {ts} NOT NULL
);
CREATE INDEX first_access_expiry ON first_access (expires_at);
