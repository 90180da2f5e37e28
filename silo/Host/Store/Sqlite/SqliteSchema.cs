using Dapper;
using Microsoft.Data.Sqlite;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>The tables, and how an older file becomes a newer one: one script for each version, never edited once released.</summary>
internal static class SqliteSchema
{
    private static readonly string[] Versions =
    [
        """
        CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO counter (name, value) VALUES ('fence', 0), ('study', 0);

        CREATE TABLE study (
            id TEXT PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE,
            idempotency_key TEXT UNIQUE,
            spec TEXT NOT NULL,
            inputs TEXT NOT NULL,
            state TEXT NOT NULL,
            resume_state TEXT,
            message TEXT,
            seq INTEGER NOT NULL DEFAULT 0,
            "plan" TEXT,
            front TEXT,
            failure TEXT,
            submitted_at INTEGER NOT NULL,
            active_ms INTEGER NOT NULL DEFAULT 0,
            active_at INTEGER,
            owner TEXT,
            lease_until INTEGER,
            fence INTEGER NOT NULL DEFAULT 0);

        CREATE TABLE trial (
            study TEXT NOT NULL REFERENCES study (id),
            number INTEGER NOT NULL,
            candidate TEXT NOT NULL,
            fidelity TEXT NOT NULL,
            origin TEXT NOT NULL,
            continues_from INTEGER,
            finished_seq INTEGER,
            outcome TEXT,
            result TEXT,
            due INTEGER NOT NULL DEFAULT 1,
            failure TEXT,
            PRIMARY KEY (study, number)) WITHOUT ROWID;

        CREATE TABLE work (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL UNIQUE,
            study TEXT NOT NULL,
            trial INTEGER NOT NULL,
            name TEXT NOT NULL,
            stage TEXT NOT NULL,
            labels TEXT NOT NULL,
            cores INTEGER NOT NULL,
            owner TEXT,
            lease_until INTEGER,
            fence INTEGER NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0,
            dead_owners INTEGER NOT NULL DEFAULT 0,
            queued_at INTEGER NOT NULL,
            started_at INTEGER,
            done REAL NOT NULL DEFAULT 0,
            note TEXT NOT NULL DEFAULT '');
        CREATE INDEX work_order ON work (trial, id);

        CREATE TABLE waiter (
            key TEXT NOT NULL REFERENCES work (key) ON DELETE CASCADE,
            study TEXT NOT NULL,
            trial INTEGER NOT NULL,
            PRIMARY KEY (key, study, trial)) WITHOUT ROWID;
        CREATE INDEX waiter_study ON waiter (study, trial);

        CREATE TABLE step_result (
            key TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            output TEXT NOT NULL,
            seconds REAL NOT NULL,
            study TEXT NOT NULL,
            trial INTEGER NOT NULL,
            silo TEXT NOT NULL,
            committed_at INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE artifact (
            sha256 TEXT PRIMARY KEY,
            key TEXT NOT NULL,
            committed_at INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE silo (
            id TEXT PRIMARY KEY,
            labels TEXT NOT NULL,
            cores INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            lease_until INTEGER NOT NULL,
            draining INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;

        CREATE TABLE event (
            study TEXT NOT NULL REFERENCES study (id),
            seq INTEGER NOT NULL,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            message TEXT,
            trial TEXT,
            PRIMARY KEY (study, seq)) WITHOUT ROWID;

        CREATE TABLE decision (
            study TEXT NOT NULL REFERENCES study (id),
            seq INTEGER NOT NULL,
            at INTEGER NOT NULL,
            record TEXT NOT NULL,
            PRIMARY KEY (study, seq)) WITHOUT ROWID;
        """,
        """
        ALTER TABLE silo ADD COLUMN host TEXT NOT NULL DEFAULT '';
        ALTER TABLE silo ADD COLUMN core_list TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE work ADD COLUMN checkpoint TEXT;
        """,
        """
        CREATE TABLE cluster (id TEXT PRIMARY KEY, mark TEXT) WITHOUT ROWID;
        INSERT INTO cluster (id) VALUES (lower(hex(randomblob(16))));
        CREATE TABLE chore (name TEXT PRIMARY KEY, owner TEXT, lease_until INTEGER, done_at INTEGER) WITHOUT ROWID;
        """,
        """
        CREATE INDEX trial_running ON trial (study, number) WHERE outcome IS NULL;
        CREATE INDEX trial_finished ON trial (study, finished_seq) WHERE outcome IS NOT NULL;
        ALTER TABLE study ADD COLUMN tenant TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN weight REAL NOT NULL DEFAULT 1;
        ALTER TABLE study ADD COLUMN served_ms REAL NOT NULL DEFAULT 0;
        """,
        """
        CREATE TABLE archive (study TEXT PRIMARY KEY REFERENCES study (id), seq INTEGER NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX step_result_study ON step_result (study, trial);
        """,
        """
        CREATE TABLE tenant (
            name TEXT PRIMARY KEY,
            weight REAL NOT NULL,
            concurrency INTEGER,
            quota_ms INTEGER,
            period_ms INTEGER,
            since INTEGER NOT NULL,
            used_since INTEGER NOT NULL,
            used_ms REAL NOT NULL DEFAULT 0) WITHOUT ROWID;
        ALTER TABLE study ADD COLUMN used_ms REAL NOT NULL DEFAULT 0;
        ALTER TABLE study ADD COLUMN start_ms REAL NOT NULL DEFAULT 0;
        UPDATE study SET start_ms = served_ms;
        ALTER TABLE silo ADD COLUMN reason TEXT;
        ALTER TABLE step_result ADD COLUMN used_at INTEGER NOT NULL DEFAULT 0;
        UPDATE step_result SET used_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
        CREATE INDEX step_result_used ON step_result (used_at);
        """,
    ];

    /// <exception cref="StoreException">The file was written by a newer version.</exception>
    public static void Migrate(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = connection.ExecuteScalar<int>("PRAGMA user_version", transaction: transaction);
        if (version > Versions.Length)
        {
            throw new StoreException(
                $"{path} was written by a newer AutoCompress (schema {version}; this one knows {Versions.Length}). Use that version, or another folder.");
        }

        foreach (var script in Versions.Skip(version))
        {
            connection.Execute(script, transaction: transaction);
        }

        connection.Execute($"PRAGMA user_version = {Versions.Length}", transaction: transaction);
        transaction.Commit();
    }
}
