-- The pupil has not come back: the end that is written is only the latest that may be.
ALTER TABLE absence ADD COLUMN open_end BOOLEAN NOT NULL DEFAULT FALSE;
