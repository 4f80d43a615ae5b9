-- Links of a pupil whatever became of them: each piece of an import, each record asks for them.
CREATE INDEX guardianship_pupil ON guardianship (pupil);
-- Photographs of a school, or of one of its deposits.
CREATE INDEX photo_school ON photo (school, draft);
-- The few who answered what only some schools ask.
CREATE INDEX guardian_employment ON guardian (id) WHERE employment IS NOT NULL;
CREATE INDEX guardian_occupation ON guardian (id) WHERE occupation IS NOT NULL;
CREATE INDEX guardian_children ON guardian (id) WHERE children IS NOT NULL;
