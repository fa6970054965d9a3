-- What somebody asks of a list again and again, under a name of one's own. `asked` is what stands in the address of
-- the list behind the question mark.
CREATE TABLE saved_queries (
    saved_id {id},
    person_id BIGINT NOT NULL REFERENCES people (person_id),
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    asked TEXT NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (person_id, name)
);
