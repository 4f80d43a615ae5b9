-- « Documents »: each batch of letters and each bilan that was produced, to be printed again word
-- for word.
CREATE TABLE absence_document (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    form_id {uuid} NOT NULL UNIQUE,
    -- 'letters' or 'report'
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    -- letters of a batch, lines of a bilan
    pieces BIGINT NOT NULL,
    made_at {ts} NOT NULL,
    -- the same, as a day at the school
    made_on {date} NOT NULL,
    made_by {uuid} NOT NULL,
    -- what was printed: a print::Document as JSON, compressed with zlib
    content {bytes} NOT NULL
);
CREATE INDEX absence_document_newest ON absence_document (school, made_at, id);
