using AutoCompress.Client.Progress;
using AutoCompress.Client.Results;
using AutoCompress.Client.Studies;
using AutoCompress.Host;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Workers;
using AutoCompress.Studies;
using Spectre.Console;

namespace AutoCompress.Client.Run;

/// <summary>Runs a study to its end in an embedded silo, shows its progress and writes its results. An interrupted run goes on where it stopped.</summary>
internal static class StudyRun
{
    private const int Interrupted = 130;
    private const string StateFolder = ".state";
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1);

    public static async Task<int> ExecuteAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var spec = StudyFile.Read(request.Study.FullName);
        LocalDevice.Check(spec);
        var folder = request.Output?.FullName ?? Path.GetFullPath(Path.Combine("out", spec.Name));
        var state = Path.Combine(folder, StateFolder);
        if (request.Fresh && Directory.Exists(state))
        {
            Directory.Delete(state, recursive: true);
        }

        Directory.CreateDirectory(state);
        await using var silo = await EmbeddedSilo.StartAsync(new(state), cancellationToken).ConfigureAwait(false);
        var id = await SubmitAsync(silo.Studies, spec, cancellationToken).ConfigureAwait(false);
        if (id is null)
        {
            return 1;
        }

        StudySnapshot last;
        try
        {
            last = await FollowAsync(silo, id, request.Plain, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await silo.StopAsync().ConfigureAwait(false);
            var snapshot = await StudySnapshot.TakeAsync(silo.Studies, id, CancellationToken.None).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"[yellow]Interrupted.[/] {snapshot?.Status.CompletedTrials ?? 0} completed trials are kept; the same command goes on with the rest of the budget (--fresh starts over).");
            return Interrupted;
        }

        if (last.Status.State == StudyState.Paused)
        {
            Refuse([$"{last.Status.Message ?? "The study was paused."} The same command goes on with the rest of the budget."]);
            return 1;
        }

        if (last.Status.State != StudyState.Completed)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]The study ended as {KebabCase.Of(last.Status.State)}:[/] {last.Status.Message ?? "no reason was given"}");
            return 1;
        }

        var results = new ResultFolder(folder);
        var report = await silo.Studies.FrontAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("A completed study has a front.");
        await using var engine = new LocalEngine(new());
        using var original = await silo.Artifacts.GetFileAsync(report.Original.Model, cancellationToken).ConfigureAwait(false);
        var analysis = await engine.AnalyseAsync(original.Path, cancellationToken).ConfigureAwait(false);
        var front = FrontFile.Of(last.Status.Spec, last.Status.ActiveTime, analysis, last.Trials, report);
        var decisions = await silo.Studies.DecisionsAsync(id, cancellationToken).ConfigureAwait(false);
        await results.WriteAsync(front, last.Trials, decisions, silo.Artifacts, cancellationToken).ConfigureAwait(false);
        FrontSummary.Print(front, results);
        return 0;
    }

    /// <summary>The study of this folder: a new one, or the one that an earlier run began.</summary>
    private static async Task<string?> SubmitAsync(IStudyDirectory studies, StudySpec spec, CancellationToken cancellationToken)
    {
        switch (await studies.SubmitAsync(spec, "run", cancellationToken).ConfigureAwait(false))
        {
            case Submission.Accepted { Study: var study, IsNew: var isNew }:
                if (!isNew && !study.IsFinished)
                {
                    AnsiConsole.MarkupLineInterpolated($"Going on with {study.CompletedTrials} completed trials and {ProgressText.Clock(spec.Budget.Time - study.ActiveTime)} of the budget left.");
                }
                else if (!isNew)
                {
                    AnsiConsole.MarkupLineInterpolated($"This study has ended already; --fresh starts over.");
                }

                await studies.ResumeAsync(study.Id, cancellationToken).ConfigureAwait(false);
                return study.Id;
            case Submission.Refused { Faults: var faults }:
                Refuse(faults);
                return null;
            default:
                Refuse(["The study file has changed since the run that this folder holds. Run with --fresh to start over, or with --out for another folder."]);
                return null;
        }
    }

    private static async Task<StudySnapshot> FollowAsync(EmbeddedSilo silo, string id, bool plain, CancellationToken cancellationToken)
    {
        if (plain || Console.IsOutputRedirected)
        {
            return await LoopAsync(new LogView(Console.Out).Show).ConfigureAwait(false);
        }

        return await AnsiConsole.Live(new Text("starting")).AutoClear(true).StartAsync(live => LoopAsync(now =>
        {
            live.UpdateTarget(TerminalView.Render(now));
            live.Refresh();
        })).ConfigureAwait(false);

        async Task<StudySnapshot> LoopAsync(Action<StudySnapshot> show)
        {
            using var timer = new PeriodicTimer(Refresh);
            while (true)
            {
                var now = await StudySnapshot.TakeAsync(silo.Studies, id, cancellationToken).ConfigureAwait(false)
                    ?? throw new InvalidOperationException($"The study {id} is gone.");
                show(now);
                if (now.Status.IsFinished || now.Status.State == StudyState.Paused)
                {
                    return now;
                }

                if (silo.Problem is { } problem)
                {
                    throw problem;
                }

                await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static void Refuse(IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            Console.Error.WriteLine($"error: {fault}");
        }
    }
}
