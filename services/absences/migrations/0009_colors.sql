-- « Couleurs »: by which a week tells the kinds of entries apart; no row: the program's own.
CREATE TABLE absence_colors (
    school {uuid} NOT NULL PRIMARY KEY,
    -- "absence=red retard=orange …": what the words mean is in the program
    colors TEXT NOT NULL,
    version BIGINT NOT NULL
);
