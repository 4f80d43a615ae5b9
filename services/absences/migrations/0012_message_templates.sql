-- What a text message, a mail or a letter says (« Paramétrages → Modèles de document »).
CREATE TABLE absence_message_template (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    form_id {uuid} NOT NULL UNIQUE,
    -- 'sms', 'mail' or 'letter'
    medium TEXT NOT NULL,
    label TEXT NOT NULL,
    -- the texts with their variables in braces; no subject for a text message
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    -- of a letter: who writes, line by line, and who signs
    letterhead TEXT NOT NULL,
    signatory TEXT NOT NULL,
    version BIGINT NOT NULL,
    ended_at {ts}
);
CREATE INDEX absence_message_template_school ON absence_message_template (school);

-- The text of each action becomes a template of its own.
INSERT INTO absence_message_template
    (id, school, form_id, medium, label, subject, body, letterhead, signatory, version)
SELECT id, school, form_id, treatment, long_label, '', template, '', '', 1 FROM absence_action;
ALTER TABLE absence_action ADD COLUMN message_template {uuid};
UPDATE absence_action SET message_template = id;
-- `template` stays for the version before, which may still serve: each action keeps its text there.
