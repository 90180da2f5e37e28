using System.Collections.Immutable;
using AutoCompress.Engine.Stages;
using AutoCompress.Host.Workers;
using AutoCompress.Trials;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutoCompress.Cluster.Tests.Workers;

/// <summary>Real child processes: what they do and how they die.</summary>
public sealed class WorkerPoolTests : IAsyncDisposable
{
    private static readonly string Killer = Path.Combine(AppContext.BaseDirectory, "Fixtures", "kills-onnx-runtime.onnx");

    private readonly TemporaryFolder _folder = new();
    private readonly WorkerOptions _options;
    private readonly WorkerPool _pool;

    public WorkerPoolTests()
    {
        _options = new() { CacheFolder = Path.Combine(_folder.Path, "cache") };
        _pool = new(_options, TimeProvider.System, NullLogger<WorkerPool>.Instance);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_Probe_FindsBothNativeLibraries()
    {
        var result = Assert.IsType<StageResult.Succeeded>(await RunAsync(LocalStages.Probe()));

        var report = Json.Read<NativeReport>(result.Values);
        Assert.NotNull(report.Torch);
        Assert.NotNull(report.OnnxRuntime);
        Assert.Contains("CPUExecutionProvider", report.Providers);
    }

    [Fact]
    public async Task Run_ModelThatKillsOnnxRuntime_CostsThatStageOnly()
    {
        var crash = Assert.IsType<StageResult.Failed>(await RunAsync(LocalStages.Analyse(), ("model", Killer)));
        Assert.Equal(FailureCause.NativeCrash, crash.Cause);
        Assert.Contains("SIG", crash.Message, StringComparison.Ordinal);

        Assert.IsType<StageResult.Succeeded>(await RunAsync(LocalStages.Probe()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no model, but a text that somebody named so")]
    public async Task Run_FileThatIsNoModel_IsAnInvalidModel(string content)
    {
        var path = Path.Combine(_folder.Path, "wrong.onnx");
        await File.WriteAllTextAsync(path, content, Cancellation);

        var failed = Assert.IsType<StageResult.Failed>(await RunAsync(LocalStages.Analyse(), ("model", path)));

        Assert.Equal(FailureCause.InvalidModel, failed.Cause);
        Assert.Contains("wrong.onnx", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UnknownStage_SaysThatVersionsDiffer()
    {
        var failed = Assert.IsType<StageResult.Failed>(await RunAsync(LocalStages.Probe() with { Version = 99 }));

        Assert.Equal(FailureCause.Internal, failed.Cause);
        Assert.Contains("same version", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BeyondItsTime_IsATimeoutAndTheProcessIsGone()
    {
        _options.Grace = TimeSpan.FromMilliseconds(1);

        var failed = Assert.IsType<StageResult.Failed>(await RunAsync(LocalStages.Probe() with { Seconds = 0.001 }));

        Assert.Equal(FailureCause.Timeout, failed.Cause);
    }

    [Fact]
    public async Task Run_Cancelled_Throws()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _pool.RunAsync(
            LocalStages.Probe(), ImmutableDictionary<string, string>.Empty, _folder.Path, [], new Progress<StageProgress>(), cancelled.Token));
    }

    [Fact]
    public async Task Run_FileBeyondTheLimit_IsAStorageFailure()
    {
        _options.FileLimit = 100_000;

        var failed = Assert.IsType<StageResult.Failed>(await RunAsync(LocalStages.Create(new())));

        Assert.Equal(FailureCause.Storage, failed.Cause);
    }

    [Fact]
    public async Task Run_InputOutOfReach_IsNotTheStagesFault()
    {
        var failed = Assert.IsType<StageResult.Failed>(await RunAsync(LocalStages.Analyse(), ("model", Path.Combine(_folder.Path, "away", "model.onnx"))));

        Assert.Equal(FailureCause.Storage, failed.Cause);
        Assert.Contains("model.onnx cannot be read", failed.Message, StringComparison.Ordinal);
    }

    private Task<StageResult> RunAsync(Stage stage, params (string Role, string Path)[] inputs)
    {
        var output = Directory.CreateDirectory(Path.Combine(_folder.Path, "output")).FullName;
        return _pool.RunAsync(stage, inputs.ToDictionary(input => input.Role, input => input.Path), output, [], new Progress<StageProgress>(), Cancellation);
    }
}
