using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>A disk that fills up ends the silo with a clear message; with room again, the study goes on.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("full-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Store_FullDiskInTheMiddle_SaysSoAndLosesNothing()
    {
        var executor = new FormulaExecutor();
        string id;
        using (var host = new SimulatedHost(_folder, executor))
        {
            id = await host.SubmitAsync();
            // One page more than SQLite may use is "database or disk is full", as on a disk.
            host.Database.Write("limit", session =>
                session.Execute($"PRAGMA max_page_count = {session.Value<long>("PRAGMA page_count") + 3}"));
            var problem = await Assert.ThrowsAsync<StoreException>(() => host.RunUntilAsync(id, happened => happened.State.IsFinal()));
            Assert.Contains("full", problem.Message, StringComparison.Ordinal);
        }

        using (var host = new SimulatedHost(_folder, executor))
        {
            await host.RunUntilAsync(id, happened => happened.State.IsFinal());
            Assert.Equal(StudyState.Completed, (await host.Directory.FindAsync(id, None))!.State);
        }
    }
}
