-- Who holds a function at a school: the page of its accounts.
CREATE INDEX tenure_school ON tenure (school);
-- Links that a new one ends.
CREATE INDEX password_link_account ON password_link (account);
