-- « Quoi de neuf »: how far each account has read.
CREATE TABLE help_visit (
    account {uuid} NOT NULL PRIMARY KEY,
    -- how many notes there were, the oldest being the first
    notes BIGINT NOT NULL,
    visited_at {ts} NOT NULL
);
CREATE INDEX help_visit_visited ON help_visit (visited_at);
