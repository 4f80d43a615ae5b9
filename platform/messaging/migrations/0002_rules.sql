-- When, and how much, a school sends. No row: the usual hours, and no limit.
CREATE TABLE sending_rules (
    school {uuid} NOT NULL PRIMARY KEY,
    -- minutes of the day in the school's zone, and no message that can wait in between; equal: none
    quiet_from BIGINT NOT NULL,
    quiet_until BIGINT NOT NULL,
    -- short messages a minute, and a month of the school's calendar; NULL: no limit
    per_minute BIGINT,
    per_month BIGINT,
    -- percents of a class and of the school, above which a release is asked about
    brake_class BIGINT NOT NULL,
    brake_school BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- Short messages that a school wrote, and had not given back, in its month and in its minute.
CREATE TABLE sending_count (
    school {uuid} NOT NULL PRIMARY KEY,
    -- '2026-11'
    month {key} NOT NULL,
    in_month BIGINT NOT NULL,
    -- minutes since 1970
    minute BIGINT NOT NULL,
    in_minute BIGINT NOT NULL
);

-- The dispatcher takes its queue lane by lane.
DROP INDEX message_to_send;
CREATE INDEX message_to_send ON message (school, lane, released_at, number)
    WHERE state IN ('queued', 'held');
