-- Mapping files that a bureau keeps, every version of each. The last version of a name holds; once that is
-- retired, none does, until the name is taken up again.
CREATE TABLE mappings (
    mapping_id {id},
    home TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    content TEXT NOT NULL,
    retired BIGINT NOT NULL CHECK (retired IN (0, 1)),
    person_id BIGINT NOT NULL REFERENCES people (person_id),
    at TEXT NOT NULL,
    UNIQUE (home, name, version)
);

-- With which mapping the data of a division were sent last; none where without any.
CREATE TABLE mapping_choices (
    home TEXT NOT NULL PRIMARY KEY,
    mapping_id BIGINT REFERENCES mappings (mapping_id)
);
