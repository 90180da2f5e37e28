namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>
/// A record of who did what when, kept by triggers in the same transaction as what they record. It knows nothing of the store's own
/// guards: a silo is known by its connection's name, the order of a step's records is that of the locks on its row.
/// </summary>
internal static class Audit
{
    public const string Sql = """
        CREATE SCHEMA audit;
        CREATE TABLE audit.life (silo text PRIMARY KEY, app text NOT NULL DEFAULT current_setting('application_name'));
        CREATE TABLE audit.step (
            id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), app text NOT NULL DEFAULT current_setting('application_name'),
            key text NOT NULL, name text, happened text NOT NULL, silo text, fence bigint, note text);
        CREATE TABLE audit.trial (
            id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), app text NOT NULL DEFAULT current_setting('application_name'),
            study text NOT NULL, number integer NOT NULL, happened text NOT NULL, result text);
        CREATE TABLE audit.turn (
            id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), app text NOT NULL DEFAULT current_setting('application_name'),
            study text NOT NULL, seq bigint NOT NULL, owner text, state text NOT NULL, message text);

        CREATE FUNCTION audit.on_silo() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO audit.life (silo) VALUES (NEW.id) ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit_silo AFTER INSERT ON autocompress.silo FOR EACH ROW EXECUTE FUNCTION audit.on_silo();

        CREATE FUNCTION audit.on_work() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' THEN
                INSERT INTO audit.step (key, name, happened, silo, fence) VALUES (OLD.key, OLD.name, 'removed', OLD.owner, OLD.fence);
            ELSIF NEW.owner IS NULL THEN
                INSERT INTO audit.step (key, name, happened, silo, fence, note) VALUES (NEW.key, NEW.name, 'released', OLD.owner, OLD.fence, OLD.note);
            ELSE
                INSERT INTO audit.step (key, name, happened, silo, fence) VALUES (NEW.key, NEW.name, 'claimed', NEW.owner, NEW.fence);
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit_claim AFTER UPDATE ON autocompress.work FOR EACH ROW
            WHEN (OLD.owner IS DISTINCT FROM NEW.owner OR OLD.fence IS DISTINCT FROM NEW.fence) EXECUTE FUNCTION audit.on_work();
        CREATE TRIGGER audit_removal AFTER DELETE ON autocompress.work FOR EACH ROW EXECUTE FUNCTION audit.on_work();

        CREATE FUNCTION audit.on_result() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' THEN
                INSERT INTO audit.step (key, name, happened, silo, fence) VALUES (OLD.key, OLD.name, 'forgotten', OLD.silo, OLD.fence);
            ELSE
                INSERT INTO audit.step (key, name, happened, silo, fence, note)
                VALUES (NEW.key, NEW.name, CASE TG_OP WHEN 'INSERT' THEN 'result' ELSE 'result changed' END, NEW.silo, NEW.fence, NEW.output);
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit_result AFTER INSERT OR UPDATE OR DELETE ON autocompress.step_result FOR EACH ROW EXECUTE FUNCTION audit.on_result();

        CREATE FUNCTION audit.on_trial() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' THEN
                INSERT INTO audit.trial (study, number, happened, result) VALUES (OLD.study, OLD.number, 'deleted', OLD.result);
            ELSIF OLD.outcome IS NULL AND OLD.result IS NULL AND NEW.outcome IS NOT NULL THEN
                INSERT INTO audit.trial (study, number, happened, result) VALUES (NEW.study, NEW.number, 'finished', NEW.result);
            ELSE
                INSERT INTO audit.trial (study, number, happened, result) VALUES (NEW.study, NEW.number, 'changed', NEW.result);
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit_trial AFTER UPDATE ON autocompress.trial FOR EACH ROW
            WHEN (OLD.outcome IS DISTINCT FROM NEW.outcome OR OLD.result IS DISTINCT FROM NEW.result) EXECUTE FUNCTION audit.on_trial();
        CREATE TRIGGER audit_trial_deleted AFTER DELETE ON autocompress.trial FOR EACH ROW EXECUTE FUNCTION audit.on_trial();

        CREATE FUNCTION audit.on_study() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO audit.turn (study, seq, owner, state, message) VALUES (NEW.id, NEW.seq, NEW.owner, NEW.state, NEW.message);
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit_turn AFTER UPDATE ON autocompress.study FOR EACH ROW
            WHEN (OLD.seq IS DISTINCT FROM NEW.seq) EXECUTE FUNCTION audit.on_study();
        """;
}
