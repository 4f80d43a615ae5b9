-- Whether a school wishes to offer télé-services at all. Without a row, nobody has chosen yet.
CREATE TABLE teleservices_choice (
    school {uuid} NOT NULL PRIMARY KEY,
    -- « Je souhaite en proposer »; else « Pas maintenant »
    offers BOOLEAN NOT NULL,
    changed_at {ts} NOT NULL
);

-- Who chose, and when: each choice, the last one too.
CREATE TABLE teleservices_choice_change (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    offers BOOLEAN NOT NULL,
    changed_at {ts} NOT NULL,
    changed_by {uuid} NOT NULL
);
CREATE INDEX teleservices_choice_change_school ON teleservices_choice_change (school, changed_at);
