-- What the first silo left in the artifact store, so that the others know whether they have the same one.
ALTER TABLE autocompress.cluster ADD COLUMN mark text;
UPDATE autocompress.cluster SET mark = id WHERE folder_marked;
ALTER TABLE autocompress.cluster DROP COLUMN folder_marked;

-- What one silo does for all of them once in a while.
CREATE TABLE autocompress.chore (
    name text PRIMARY KEY,
    owner text,
    lease_until bigint,
    done_at bigint
);
