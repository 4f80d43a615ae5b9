-- « Enseignant » and « Discipline »: of the lesson that an entry is about, when it is about one.
ALTER TABLE absence ADD COLUMN teacher {uuid};
-- as the timetable writes it
ALTER TABLE absence ADD COLUMN subject TEXT;
-- 'cours', 'demi-pension' (one meal) or 'internat' (one night)
ALTER TABLE absence ADD COLUMN scope TEXT NOT NULL DEFAULT 'cours';
