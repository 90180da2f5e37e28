using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Store.Sqlite;
using AutoCompress.Trials;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>The database of a study, read beside the program that owns it or after its end, with a record of every claim and result of a step.</summary>
internal sealed class StateFile
{
    private readonly string _connection;

    private StateFile(string folder) =>
        _connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "autocompress.db"), Pooling = false }.ToString();

    /// <summary>The state that <c>run --out</c> keeps in <paramref name="results"/>.</summary>
    public static StateFile Of(string results) => new(Path.Combine(results, ".state"));

    /// <summary>Makes the database before the program does, so that triggers record what becomes of each step from the first one on.</summary>
    public static StateFile CreateRecorded(string results)
    {
        var folder = Directory.CreateDirectory(Path.Combine(results, ".state")).FullName;
        new SqliteClusterStore(folder, TimeProvider.System).Dispose();
        var file = new StateFile(folder);
        file.Read(connection => connection.Execute("""
            CREATE TABLE recorded (place INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, happened TEXT NOT NULL);
            CREATE TRIGGER record_claim AFTER UPDATE OF fence ON work BEGIN INSERT INTO recorded (key, happened) VALUES (NEW.key, 'claimed'); END;
            CREATE TRIGGER record_result AFTER INSERT ON step_result BEGIN INSERT INTO recorded (key, happened) VALUES (NEW.key, 'finished'); END;
            """));
        return file;
    }

    /// <summary>Number to the stored result, for the trials that have one.</summary>
    public ImmutableSortedDictionary<int, string> Results() => Read(connection => connection
        .Query<(int Number, string Result)>("SELECT number, result FROM trial WHERE result IS NOT NULL")
        .ToImmutableSortedDictionary(row => row.Number, row => row.Result));

    public int RunningTrials() => Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM trial WHERE result IS NULL"));

    public int FinishedSteps() => Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM step_result"));

    /// <summary>Keys of the steps that have a result, each with when it came.</summary>
    public ImmutableSortedDictionary<string, long> StepResults() => Read(connection => connection
        .Query<(string Key, long At)>("SELECT key, committed_at FROM step_result").ToImmutableSortedDictionary(row => row.Key, row => row.At));

    /// <summary>What <see cref="CreateRecorded"/> had recorded, in order: "claimed" or "finished" with the step's key.</summary>
    public ImmutableArray<(string Key, string Happened)> Recorded() => Read(connection => connection
        .Query<(string, string)>("SELECT key, happened FROM recorded ORDER BY place").ToImmutableArray());

    public StudyPlan Plan() => Json.Read<StudyPlan>(Read(connection => connection.QuerySingle<string>("""SELECT "plan" FROM study""")));

    public ImmutableArray<Trial> Trials() => Read(connection => connection
        .Query<TrialRow>("SELECT * FROM trial ORDER BY number").Select(row => row.ToTrial()).ToImmutableArray());

    private T Read<T>(Func<SqliteConnection, T> query)
    {
        using var connection = new SqliteConnection(_connection);
        connection.Open();
        return query(connection);
    }
}
