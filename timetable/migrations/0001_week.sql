-- The week of a school. A school without a row has that of the program.
CREATE TABLE school_week (
    school {uuid} NOT NULL PRIMARY KEY,
    -- « 08:30 09:25 … », the hours between which lessons lie
    bells TEXT NOT NULL,
    -- « lu=17:05 me=12:30 … », the days of lessons and when each ends
    ends TEXT NOT NULL,
    -- where the halves of a day part
    noon {time} NOT NULL,
    version BIGINT NOT NULL
);

-- Days without lessons: those of the State's calendar, and those that the school adds.
CREATE TABLE school_closure (
    id {uuid} NOT NULL PRIMARY KEY,
    school {uuid} NOT NULL,
    form_id {uuid} NOT NULL UNIQUE,
    -- 2026 for 2026-2027
    school_year BIGINT NOT NULL,
    name TEXT NOT NULL,
    from_day {date} NOT NULL,
    -- the last day without lessons
    to_day {date} NOT NULL,
    -- 'state' or 'school'
    origin TEXT NOT NULL,
    -- taken out by the school; kept, so that it does not come back by itself
    removed_at {ts}
);
CREATE INDEX school_closure_school ON school_closure (school, school_year, from_day);
