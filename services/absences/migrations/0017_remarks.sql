-- Of a deposit that was accepted: what was said of its lines, in the place of its bytes.
ALTER TABLE absence_draft ADD COLUMN remarks {json};
