-- What the first silo left in the artifact store, so that the others know whether they have the same one.
ALTER TABLE autocompress.cluster ADD COLUMN mark text;
UPDATE autocompress.cluster SET mark = id WHERE folder_marked;
ALTER TABLE autocompress.cluster DROP COLUMN folder_marked;
