-- Rights that the head of a school gave to somebody there, or withdrew. What has no row is as the
-- functions say.
CREATE TABLE right_exception (
    school {uuid} NOT NULL,
    account {uuid} NOT NULL REFERENCES account (id),
    -- the right's word
    audience {key} NOT NULL,
    -- 'given', 'withdrawn', or 'default': as the functions say, again
    standing TEXT NOT NULL,
    changed_at {ts} NOT NULL,
    changed_by {uuid} NOT NULL,
    -- how often it changed
    version BIGINT NOT NULL,
    PRIMARY KEY (school, account, audience)
);
CREATE INDEX right_exception_account ON right_exception (account);

-- Who gave and withdrew what: each change, the last one too.
CREATE TABLE right_change (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    account {uuid} NOT NULL,
    audience {key} NOT NULL,
    standing TEXT NOT NULL,
    changed_at {ts} NOT NULL,
    changed_by {uuid} NOT NULL
);
CREATE INDEX right_change_account ON right_change (school, account, changed_at);
CREATE INDEX right_change_day ON right_change (changed_at);
