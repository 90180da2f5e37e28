-- What operators set for tenants. Claims of a tenant with a limit hold its row, so that no two of them count the same cores as free.
CREATE TABLE autocompress.tenant (
    name text PRIMARY KEY,
    weight double precision NOT NULL DEFAULT 1,
    concurrency integer,
    quota_ms bigint,
    period_ms bigint,
    since bigint NOT NULL
);

-- Beside it, because every step that ends writes it and must not wait for claims.
CREATE TABLE autocompress.tenant_use (
    tenant text PRIMARY KEY REFERENCES autocompress.tenant (name),
    since bigint NOT NULL,
    used_ms double precision NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- Core time that a study's steps have had, and the service that it had when its last step began, give or take a minute.
ALTER TABLE autocompress.active_time
    ADD COLUMN used_ms double precision NOT NULL DEFAULT 0,
    ADD COLUMN start_ms double precision NOT NULL DEFAULT 0;
UPDATE autocompress.active_time SET start_ms = served_ms;

-- Why a silo takes no steps.
ALTER TABLE autocompress.silo ADD COLUMN reason text;

-- When a result was last asked for, give or take a day.
ALTER TABLE autocompress.step_result ADD COLUMN used_at bigint;
UPDATE autocompress.step_result SET used_at = autocompress.now_ms();
ALTER TABLE autocompress.step_result ALTER COLUMN used_at SET NOT NULL;
CREATE INDEX step_result_used ON autocompress.step_result (used_at);
