-- Links to choose a password that were made together and shown once: by whom, for whom. The
-- links themselves are in no row.
CREATE TABLE staff_batch (
    form_id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    -- who asked
    account {uuid} NOT NULL,
    -- for whom: their identifiers on the pages
    people {json} NOT NULL,
    made_at {ts} NOT NULL
);
CREATE INDEX staff_batch_made ON staff_batch (made_at);
