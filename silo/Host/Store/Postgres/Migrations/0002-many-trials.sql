-- A turn reads the trials that run, and those that ended since the turn before.
CREATE INDEX trial_running ON autocompress.trial (study, number) WHERE outcome IS NULL;
CREATE INDEX trial_finished ON autocompress.trial (study, finished_seq) WHERE outcome IS NOT NULL;
