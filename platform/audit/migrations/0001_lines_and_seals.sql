CREATE TABLE audit_line (
    id {uuid} NOT NULL PRIMARY KEY,
    at {ts} NOT NULL,
    -- who acted; NULL for the program itself and for a person who could not be named
    account {uuid},
    school {uuid},
    act TEXT NOT NULL,
    -- on what: « pupil », « message »…, and which one
    object_kind TEXT NOT NULL,
    object {uuid},
    detail TEXT NOT NULL,
    -- the batch that sealed it
    seal BIGINT
);
CREATE INDEX audit_line_unsealed ON audit_line (id) WHERE seal IS NULL;
CREATE INDEX audit_line_seal ON audit_line (seal);
CREATE INDEX audit_line_at ON audit_line (at, id);
CREATE INDEX audit_line_object ON audit_line (object, at);
CREATE INDEX audit_line_account ON audit_line (account, at);

CREATE TABLE audit_seal (
    number BIGINT NOT NULL PRIMARY KEY,
    lines BIGINT NOT NULL,
    digest {bytes} NOT NULL,
    key_id TEXT NOT NULL,
    code {bytes} NOT NULL,
    sealed_at {ts} NOT NULL,
    -- when retention took its lines away; the chain of digests stays whole
    purged_at {ts}
);
