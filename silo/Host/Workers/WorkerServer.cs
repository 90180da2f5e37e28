using System.Threading.Channels;
using AutoCompress.Engine.Stages;
using AutoCompress.Trials;
using AutoCompress.Wire.Worker;

namespace AutoCompress.Host.Workers;

/// <summary>The child's side: reads stages from its standard input, runs them one after the other, and ends when the pipe closes.</summary>
public static class WorkerServer
{
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        await using var output = StandardOutput.TakeOver();
        var replies = Channel.CreateUnbounded<FromWorker>(new() { SingleReader = true });
        var writing = WriteAsync(replies.Reader, output, cancellationToken);
        replies.Writer.TryWrite(new() { Ready = new() });

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Task.CompletedTask;
        CancellationTokenSource? stage = null;
        while (await WorkerFrames.ReadAsync(input, ToWorker.Parser, cancellationToken).ConfigureAwait(false) is { } request)
        {
            if (request.Cancel is not null)
            {
                await (stage?.CancelAsync() ?? Task.CompletedTask).ConfigureAwait(false);
                continue;
            }

            await running.ConfigureAwait(false);
            stage?.Dispose();
            stage = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
            running = RunAsync(request.Run, replies.Writer, stage.Token);
        }

        await ended.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        stage?.Dispose();
        replies.Writer.Complete();
        await writing.ConfigureAwait(false);
        return 0;
    }

    private static async Task RunAsync(RunStage request, ChannelWriter<FromWorker> replies, CancellationToken cancellationToken)
    {
        var context = new StageContext(
            request.Key,
            request.Inputs,
            request.OutputFolder,
            request.CacheFolder,
            request.Seed,
            request.Threads,
            request.Seconds > 0 ? request.Seconds : null,
            new Forward(replies),
            TimeProvider.System,
            cancellationToken);
        try
        {
            await Task.Yield();
            replies.TryWrite(await StageRunner.RunAsync(request.Name, request.Version, request.Parameters, context).ConfigureAwait(false) switch
            {
                StageResult.Succeeded s => new() { Succeeded = new() { Files = { s.Files }, Values = s.Values } },
                StageResult.Failed f => Failure(f.Cause, f.Message),
                _ => throw new InvalidOperationException("A stage ends in one of two ways."),
            });
        }
        catch (OperationCanceledException)
        {
            replies.TryWrite(Failure(FailureCause.Cancelled, $"Stage '{request.Name}' was cancelled."));
        }
    }

    private static FromWorker Failure(FailureCause cause, string message) => new() { Failed = new() { Cause = KebabCase.Of(cause), Message = message } };

    private static async Task WriteAsync(ChannelReader<FromWorker> replies, Stream output, CancellationToken cancellationToken)
    {
        await foreach (var reply in replies.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await WorkerFrames.WriteAsync(output, reply, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Forward(ChannelWriter<FromWorker> replies) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => replies.TryWrite(new() { Progress = new() { Done = value.Done, Note = value.Note } });
    }
}
