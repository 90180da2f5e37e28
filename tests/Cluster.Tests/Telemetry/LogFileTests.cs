using AutoCompress.Host.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Cluster.Tests.Telemetry;

public sealed class LogFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("log-").FullName;

    private string Log => Path.Combine(_folder, "data", "silo.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_WhereNothingCanBeWritten_CountsTheLinesAndGoesOn()
    {
        // A file where the log's folder should be: as good as a full disk.
        var obstacle = Path.Combine(_folder, "data");
        File.WriteAllText(obstacle, "");
        using var file = new LogFile(Log, TimeProvider.System);
        var logger = file.CreateLogger("AutoCompress.Host.Silos.Silo");

        logger.Log(LogLevel.Information, 0, "one", null, (text, _) => text);
        logger.Log(LogLevel.Information, 0, "two", null, (text, _) => text);
        File.Delete(obstacle);
        logger.Log(LogLevel.Information, 0, "three", null, (text, _) => text);
        logger.Log(LogLevel.Debug, 0, "not of interest", null, (text, _) => text);

        var lines = File.ReadAllLines(Log);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith("Warning LogFile: 2 lines before this one could not be written", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("Information Silo: three", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Write_TheNextRun_KeepsTheLogOfTheOneBefore()
    {
        foreach (var run in new[] { "first", "second" })
        {
            using var file = new LogFile(Log, TimeProvider.System);
            file.CreateLogger("Silo").Log(LogLevel.Warning, 0, run, null, (text, _) => text);
        }

        Assert.EndsWith("Warning Silo: second", Assert.Single(File.ReadAllLines(Log)), StringComparison.Ordinal);
        Assert.EndsWith("Warning Silo: first", Assert.Single(File.ReadAllLines(Log + ".old")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "Information Host: Asked to stop while it was starting")]
    [InlineData(false, "Error Host: Hosting failed to start")]
    public async Task Write_TheHostDoesNotStart_IsAnErrorOnlyWhereNobodyAskedItToStop(bool asked, string line)
    {
        using var stop = new CancellationTokenSource();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.AddLogFile(Log);
        builder.Services.AddHostedService(_ => new Starting(async cancellationToken =>
        {
            await (asked ? stop.CancelAsync() : Task.FromException(new IOException("The disk is away.")));
            cancellationToken.ThrowIfCancellationRequested();
        }));
        using (var host = builder.Build())
        {
            await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(stop.Token));
        }

        var lines = await File.ReadAllLinesAsync(Log, TestContext.Current.CancellationToken);
        Assert.Contains(lines, one => one.EndsWith(line, StringComparison.Ordinal));
        Assert.Equal(!asked, lines.Any(one => one.Contains(" Error ", StringComparison.Ordinal)));
    }

    private sealed class Starting(Func<CancellationToken, Task> start) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => start(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
