-- Where the halves of a day parted when the entry was written: half-days are counted by it, though
-- the school may part its days otherwise since.
ALTER TABLE absence ADD COLUMN noon {time} NOT NULL DEFAULT '13:00:00';
