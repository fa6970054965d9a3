-- What the giver of a contribution is: an organisation, or a person, whose name is kept encrypted. Of lines from before
-- this step nothing is known yet: the program tells it and hides names, as the key is not in the store.
ALTER TABLE contributions ADD COLUMN giver_kind TEXT NOT NULL DEFAULT '';

-- Those that are still to be told are asked for at each start.
CREATE INDEX contributions_untold ON contributions (contribution_id) WHERE giver_kind = '';
