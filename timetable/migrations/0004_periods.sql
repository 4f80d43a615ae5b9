-- Where the parts of a school year end. A school without a row has those of the program.
CREATE TABLE school_periods (
    school {uuid} NOT NULL,
    -- 2026 for 2026-2027
    school_year BIGINT NOT NULL,
    -- the last days of the first and of the second trimestre, and of the first semestre
    trimester_1_end {date} NOT NULL,
    trimester_2_end {date} NOT NULL,
    semester_1_end {date} NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (school, school_year)
);

-- The programmes (MEF) whose year is cut in semestres; that of all others is in trimestres.
CREATE TABLE school_semester_program (
    school {uuid} NOT NULL,
    school_year BIGINT NOT NULL,
    mef {key} NOT NULL,
    PRIMARY KEY (school, school_year, mef)
);
