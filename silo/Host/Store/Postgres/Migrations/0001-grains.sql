-- Studies, trials and steps. Times are the database's clock in milliseconds since 1970, JSON is text so that it is kept to the letter.

-- One row: who this cluster is, and whether its artifacts' folder has been given that name.
CREATE TABLE autocompress.cluster (
    id text PRIMARY KEY,
    folder_marked boolean NOT NULL DEFAULT false
);
INSERT INTO autocompress.cluster (id) VALUES (gen_random_uuid()::text);

CREATE SEQUENCE autocompress.fence;
CREATE SEQUENCE autocompress.study_number;

-- The one clock of the cluster: that of the database, at the start of a statement.
CREATE FUNCTION autocompress.now_ms() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS 'SELECT (extract(epoch FROM statement_timestamp()) * 1000)::bigint';

CREATE TABLE autocompress.study (
    id text PRIMARY KEY,
    number bigint NOT NULL UNIQUE,
    -- The caller's, or that of the submission where the caller has none.
    idempotency_key text NOT NULL UNIQUE,
    submission text NOT NULL,
    spec text NOT NULL,
    inputs text NOT NULL,
    state text NOT NULL,
    resume_state text,
    message text,
    seq bigint NOT NULL,
    plan text,
    front text,
    failure text,
    submitted_at bigint NOT NULL,
    owner text,
    lease_until bigint,
    fence bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE INDEX study_state ON autocompress.study (state);

-- Beside its study, because steps and heartbeats of many silos write it and must not wait for the study's turns.
CREATE TABLE autocompress.active_time (
    study text PRIMARY KEY REFERENCES autocompress.study (id),
    spent_ms bigint NOT NULL DEFAULT 0,
    since bigint
) WITH (fillfactor = 50);

CREATE TABLE autocompress.trial (
    study text NOT NULL REFERENCES autocompress.study (id),
    number integer NOT NULL,
    candidate text NOT NULL,
    fidelity text NOT NULL,
    origin text NOT NULL,
    continues_from integer,
    finished_seq bigint,
    outcome text,
    result text,
    due boolean NOT NULL DEFAULT true,
    failure text,
    PRIMARY KEY (study, number)
);

-- Unfinished steps only. trial 0 is the study itself.
CREATE TABLE autocompress.work (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text COLLATE "C" NOT NULL UNIQUE,
    study text NOT NULL,
    trial integer NOT NULL,
    name text NOT NULL,
    stage text NOT NULL,
    labels text[] NOT NULL,
    cores integer NOT NULL,
    owner text,
    lease_until bigint,
    fence bigint NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    dead_owners integer NOT NULL DEFAULT 0,
    last_owner text,
    checkpoint text,
    queued_at bigint NOT NULL,
    started_at bigint,
    done double precision NOT NULL DEFAULT 0,
    note text NOT NULL DEFAULT ''
) WITH (fillfactor = 70);
CREATE INDEX work_line ON autocompress.work (trial, id) WHERE owner IS NULL;
CREATE INDEX work_held ON autocompress.work (owner) WHERE owner IS NOT NULL;

-- No cascade: a step that gains a waiter while it is being dropped stops the drop, and the waiter is not lost.
CREATE TABLE autocompress.waiter (
    key text COLLATE "C" NOT NULL REFERENCES autocompress.work (key),
    study text NOT NULL,
    trial integer NOT NULL,
    PRIMARY KEY (key, study, trial)
);
CREATE INDEX waiter_study ON autocompress.waiter (study, trial);

CREATE TABLE autocompress.step_result (
    key text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    output text NOT NULL,
    seconds double precision NOT NULL,
    study text NOT NULL,
    trial integer NOT NULL,
    silo text NOT NULL,
    fence bigint NOT NULL,
    committed_at bigint NOT NULL
);

CREATE TABLE autocompress.artifact (
    sha256 text COLLATE "C" PRIMARY KEY,
    key text COLLATE "C" NOT NULL,
    committed_at bigint NOT NULL
);

CREATE TABLE autocompress.silo (
    id text PRIMARY KEY,
    host text NOT NULL,
    labels text[] NOT NULL,
    cores integer[] NOT NULL,
    started_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    lease_until bigint NOT NULL,
    draining boolean NOT NULL DEFAULT false
) WITH (fillfactor = 50);

CREATE TABLE autocompress.event (
    study text NOT NULL REFERENCES autocompress.study (id),
    seq bigint NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    message text,
    trial text,
    PRIMARY KEY (study, seq)
);

CREATE TABLE autocompress.decision (
    study text NOT NULL REFERENCES autocompress.study (id),
    seq bigint NOT NULL,
    at bigint NOT NULL,
    record text NOT NULL,
    PRIMARY KEY (study, seq)
);
