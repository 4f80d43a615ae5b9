-- « Modèles de bilans »: what a bilan counts, of whom, over how long, in which order.
CREATE TABLE absence_report_model (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    form_id {uuid} NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- 'pupils', 'details', 'classes', 'levels' or 'school'
    row_kind TEXT NOT NULL,
    -- 'month', 'term', 'year' or 'between'
    span TEXT NOT NULL,
    -- words between spaces; what they mean is in the program
    measures TEXT NOT NULL,
    -- 'name', 'class', or one of the measures: the largest first
    sorting TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- withdrawn: « Bilans » does not offer it any more
    ended_at {ts}
);
CREATE INDEX absence_report_model_school ON absence_report_model (school);
