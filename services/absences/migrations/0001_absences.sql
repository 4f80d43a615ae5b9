-- What an absence triggers (« Paramétrages → Actions »).
CREATE TABLE absence_action (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    form_id {uuid} NOT NULL UNIQUE,
    short_label TEXT NOT NULL,
    long_label TEXT NOT NULL,
    -- days that a guardian has to answer before an alert
    response_days BIGINT NOT NULL,
    treatment TEXT NOT NULL,
    -- the text with its variables in braces
    template TEXT NOT NULL,
    sender TEXT NOT NULL,
    provider_code TEXT NOT NULL,
    version BIGINT NOT NULL,
    ended_at {ts}
);
CREATE INDEX absence_action_school ON absence_action (school);

CREATE TABLE absence (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    pupil {uuid} NOT NULL,
    form_id {uuid} NOT NULL UNIQUE,
    -- in the school's own time, as people say it
    from_day {date} NOT NULL,
    from_time {time} NOT NULL,
    to_day {date} NOT NULL,
    to_time {time} NOT NULL,
    action {uuid} REFERENCES absence_action (id),
    recorded_by {uuid} NOT NULL,
    recorded_at {ts} NOT NULL,
    cancelled_at {ts},
    cancelled_by {uuid}
);
CREATE INDEX absence_pupil ON absence (school, pupil, from_day);
CREATE INDEX absence_recorded ON absence (school, recorded_at);

-- Which guardian each message is for: consent is looked up again before it leaves.
CREATE TABLE absence_recipient (
    absence {uuid} NOT NULL REFERENCES absence (id),
    guardian {uuid} NOT NULL,
    message {uuid} NOT NULL,
    PRIMARY KEY (absence, guardian)
);
CREATE INDEX absence_recipient_message ON absence_recipient (message);
