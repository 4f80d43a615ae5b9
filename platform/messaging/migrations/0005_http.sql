-- A provider over HTTP: what the operator declared, in JSON. By SMPP: empty.
ALTER TABLE provider ADD COLUMN http TEXT NOT NULL DEFAULT '';
-- What proves that a call comes from it: sealed; empty: none.
ALTER TABLE provider ADD COLUMN callback_secret TEXT NOT NULL DEFAULT '';
-- Short messages a second of all its sessions together; 0: no limit.
ALTER TABLE provider ADD COLUMN per_second_in_all BIGINT NOT NULL DEFAULT 0;

-- Short messages written to a provider in the machine's present second.
CREATE TABLE provider_count (
    provider {uuid} NOT NULL PRIMARY KEY,
    -- seconds since 1970
    second BIGINT NOT NULL,
    in_second BIGINT NOT NULL
);

-- Bodies that are still sealed, to be erased in time.
CREATE INDEX message_sealed ON message (not_after) WHERE sealed AND body <> '';

-- The provider's identifier of what a family wrote; NULL: it gives none.
ALTER TABLE reply ADD COLUMN provider_ref TEXT;
CREATE UNIQUE INDEX reply_provider_ref ON reply (provider, provider_ref)
    WHERE provider_ref IS NOT NULL;
