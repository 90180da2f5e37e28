-- Whose study it is and how much it counts, and the core time that its steps have had, divided by its share: who had least is next.
ALTER TABLE autocompress.active_time
    ADD COLUMN tenant text NOT NULL DEFAULT '',
    ADD COLUMN weight double precision NOT NULL DEFAULT 1,
    ADD COLUMN served_ms double precision NOT NULL DEFAULT 0;
