-- « Annule et remplace »: sent to those who had been told of an absence that was taken back.
ALTER TABLE absence ADD COLUMN corrected_at {ts};
ALTER TABLE absence ADD COLUMN corrected_by {uuid};
CREATE INDEX absence_cancelled ON absence (school, cancelled_at);
