-- Draws of spot checks. What was done about one stands in its steps; the columns here are what these come to. Of the
-- seed no more than its hash is here before it is opened; the frame is kept byte by byte, that its hash stays its own.
CREATE TABLE draws (
    draw_id {id},
    home TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (post_id),
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    commitment TEXT NOT NULL UNIQUE,
    again TEXT NOT NULL,
    frame_hash TEXT NOT NULL,
    projects BIGINT NOT NULL,
    frame TEXT NOT NULL,
    seed TEXT NOT NULL,
    drawn BIGINT NOT NULL,
    state TEXT NOT NULL,
    since TEXT NOT NULL
);

-- Two draws of a division and year are never on their way at once.
CREATE UNIQUE INDEX draws_open ON draws (home, fiscal_year) WHERE state IN ('committed', 'frozen');
CREATE INDEX draws_by_home ON draws (home, draw_id);

-- What was drawn, in the order in which the seed put it. Money is in fen, scores are ten-thousandths of a point.
CREATE TABLE draw_picks (
    pick_id {id},
    draw_id BIGINT NOT NULL REFERENCES draws (draw_id),
    place BIGINT NOT NULL,
    target TEXT NOT NULL,
    project TEXT NOT NULL,
    county TEXT NOT NULL,
    amount BIGINT,
    score BIGINT,
    red BIGINT NOT NULL,
    yellow BIGINT NOT NULL,
    risk TEXT NOT NULL,
    size TEXT NOT NULL,
    UNIQUE (draw_id, place)
);

CREATE INDEX draw_picks_by_target ON draw_picks (target);
CREATE INDEX draw_picks_by_project ON draw_picks (project);
CREATE INDEX draw_picks_by_county ON draw_picks (county, pick_id);
