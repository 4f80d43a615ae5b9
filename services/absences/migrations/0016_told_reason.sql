-- What a message says of the motif: its words; empty where it says « non communiqué »; NULL: nothing,
-- or nobody noted it.
ALTER TABLE absence_notice ADD COLUMN told_reason TEXT;
ALTER TABLE absence_pupil_notice ADD COLUMN told_reason TEXT;
