-- Each list is of one means. A mail that a server took, a letter that was printed stay « accepted » for
-- good: in an index of text messages they would be gone through for as long as they are kept.
DROP INDEX message_in_transit;
CREATE INDEX message_in_transit ON message (school, service, medium, released_at, number)
    WHERE state IN ('queued', 'held', 'sending', 'accepted', 'in_doubt');
DROP INDEX message_delivered;
CREATE INDEX message_delivered ON message (school, service, medium, released_at, number)
    WHERE state = 'delivered';
DROP INDEX message_failed;
CREATE INDEX message_failed ON message (school, service, medium, released_at, number)
    WHERE state IN ('failed', 'rejected', 'expired');
-- Mails that are on their way; mails that were taken, letters to be posted.
CREATE INDEX message_on_its_way ON message (school, service, medium, released_at, number)
    WHERE state IN ('queued', 'held', 'sending', 'in_doubt');
CREATE INDEX message_accepted ON message (school, service, medium, released_at, number)
    WHERE state = 'accepted';
-- What a person must choose of, counted by means for every page's menu.
CREATE INDEX message_in_doubt ON message (school, service, medium) WHERE state = 'in_doubt';
-- Text messages that wait for a receipt.
DROP INDEX message_under_way;
CREATE INDEX message_under_way ON message (school, state_at)
    WHERE medium = 'sms' AND state IN ('sending', 'accepted', 'in_doubt');
