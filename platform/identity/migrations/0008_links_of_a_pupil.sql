-- What an import ends, whatever the school that opened it: by the pupil, not by the school.
CREATE INDEX family_link_pupil ON family_link (pupil, holder);
