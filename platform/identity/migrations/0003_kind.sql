-- What kind of school it is: its hours and its words. Unknown until the school is declared again.
ALTER TABLE place ADD COLUMN kind TEXT;
