-- Mails, in the same outbox: one part, no receipt.
-- 'sms' or 'mail'
ALTER TABLE message ADD COLUMN medium TEXT NOT NULL DEFAULT 'sms';
-- the subject of a mail
ALTER TABLE message ADD COLUMN title TEXT NOT NULL DEFAULT '';
-- The body carries a secret: it is sealed, and goes once it is of use to nobody.
ALTER TABLE message ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX message_mail ON message (lane, released_at, number)
    WHERE medium = 'mail' AND state IN ('queued', 'held');
