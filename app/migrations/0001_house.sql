-- What is true of the whole database: its mode, the time of its demo.
CREATE TABLE house (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
