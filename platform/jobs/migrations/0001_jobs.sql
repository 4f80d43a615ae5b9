-- What happens without a person: one row a piece of work.
CREATE TABLE job (
    id {uuid} NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- what there may be only one of: the day of a daily job
    slot TEXT,
    payload {json} NOT NULL,
    -- not before
    run_at {ts} NOT NULL,
    -- queued, running, done, dead
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- who runs it, until when unless it says that it lives
    holder {uuid},
    lease_until {ts},
    -- one more at each attempt: an older one can commit nothing
    epoch BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    report TEXT NOT NULL,
    finished_at {ts},
    UNIQUE (kind, slot)
);
CREATE INDEX job_state ON job (state, run_at);
CREATE INDEX job_finished ON job (kind, finished_at);
