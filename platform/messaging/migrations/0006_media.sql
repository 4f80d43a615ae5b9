-- What waits, counted by means for every page's menu.
CREATE INDEX message_waiting_medium ON message (school, service, medium) WHERE state = 'prepared';
