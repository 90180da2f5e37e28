-- How far each study is archived. Beside its study, because whoever archives it must not hold up its turns.
CREATE TABLE autocompress.archive (
    study text PRIMARY KEY REFERENCES autocompress.study (id),
    seq bigint NOT NULL,
    sha256 text NOT NULL
);
CREATE INDEX step_result_study ON autocompress.step_result (study, trial);
