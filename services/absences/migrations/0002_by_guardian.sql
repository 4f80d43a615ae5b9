-- What waits for a guardian who is detached.
CREATE INDEX absence_recipient_guardian ON absence_recipient (guardian);
