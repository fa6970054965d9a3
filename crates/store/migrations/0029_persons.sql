-- Names of persons are kept encrypted. `names_hidden` says that those of the records from before this step are,
-- too: the program does it, as the key is not in the store.
ALTER TABLE platform_key ADD COLUMN names_hidden BIGINT NOT NULL DEFAULT 0;
