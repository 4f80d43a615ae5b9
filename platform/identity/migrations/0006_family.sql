-- Whose pages an account of a family opens: a guardian's child at a school, or a pupil's own.
CREATE TABLE family_link (
    id {uuid} NOT NULL PRIMARY KEY,
    account {uuid} NOT NULL REFERENCES account (id),
    school {uuid} NOT NULL REFERENCES place (school),
    pupil {uuid} NOT NULL,
    -- the guardian, as the register knows them; the pupil for their own pages
    holder {uuid} NOT NULL,
    opened_at {ts} NOT NULL,
    ended_at {ts},
    -- 'left', 'reported', 'new_code', 'cut', 'rights'
    end_reason TEXT
);
CREATE INDEX family_link_account ON family_link (account);
CREATE INDEX family_link_pair ON family_link (school, pupil, holder);
-- One live link an account and a pupil at a school, whoever types two codes at once.
CREATE UNIQUE INDEX family_link_live ON family_link (account, school, pupil) WHERE ended_at IS NULL;

-- When the person last signed in: an account of a family that nobody uses opens nothing in the end.
ALTER TABLE account ADD COLUMN signed_in_at {ts};
