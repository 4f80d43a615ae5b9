-- Which services a school opens to families. What has no row is closed.
CREATE TABLE family_opening (
    school {uuid} NOT NULL,
    -- the service's word
    service {key} NOT NULL,
    -- 'guardian' or 'pupil'
    audience {key} NOT NULL,
    open BOOLEAN NOT NULL,
    changed_at {ts} NOT NULL,
    -- how often it changed
    version BIGINT NOT NULL,
    PRIMARY KEY (school, service, audience)
);

-- Who opened and closed what: each change, the last one too.
CREATE TABLE family_opening_change (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    service {key} NOT NULL,
    audience {key} NOT NULL,
    open BOOLEAN NOT NULL,
    changed_at {ts} NOT NULL,
    changed_by {uuid} NOT NULL,
    -- that of the opening, once changed
    version BIGINT NOT NULL,
    UNIQUE (school, service, audience, version)
);
CREATE INDEX family_opening_change_school ON family_opening_change (school, changed_at);
