using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AutoCompress.Client.Display;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Remote;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Commands;

/// <summary><c>front STUDY</c>: the models to choose from.</summary>
internal static class FrontCommand
{
    public static Command Create()
    {
        var study = StudyArgument.Create();
        var json = new Option<bool>("--json") { Description = "Print the final front as JSON, with the candidates and all values." };
        var command = new Command("front", "Show the front of a study, so far or final.") { study, json }.CallsServer();
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var channel = ServerOptions.Connect(parse);
            var studies = new RemoteStudyDirectory(channel, TimeProvider.System);
            var id = parse.GetRequiredValue(study);
            if (!parse.GetValue(json) && await studies.FrontAsync(id, cancellationToken).ConfigureAwait(false) is null)
            {
                return await PrintLiveAsync(studies, id, cancellationToken).ConfigureAwait(false);
            }

            var front = await RequireFrontAsync(studies, id, cancellationToken).ConfigureAwait(false);
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(front, Json.Indented));
            }
            else
            {
                Print(front);
            }

            return 0;
        });
        return command;
    }

    /// <exception cref="CommandException">There is no such study, or it is not completed.</exception>
    internal static async Task<FrontReport> RequireFrontAsync(IStudyDirectory studies, string id, CancellationToken cancellationToken)
    {
        var status = await studies.RequireAsync(id, cancellationToken).ConfigureAwait(false);
        return await studies.FrontAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new CommandException(
            $"{id} has no final front: it is {KebabCase.Of(status.State)}{(status.Message is null ? "" : $" ({status.Message})")}. 'autocompress trials {id}' shows what is measured.");
    }

    /// <summary>What the trials so far say, on the selection split.</summary>
    private static async Task<int> PrintLiveAsync(RemoteStudyDirectory studies, string id, CancellationToken cancellationToken)
    {
        var status = await studies.RequireAsync(id, cancellationToken).ConfigureAwait(false);
        var table = Tables.Create("trial", "origin", "accuracy", "latency", "speed-up", "size");
        foreach (var trial in LiveFront.Of(status.Spec, await studies.TrialsAsync(id, cancellationToken).ConfigureAwait(false)))
        {
            var values = ((TrialResult.Completed)trial.Result!).Values;
            table.Row(
                trial.Number.ToString(CultureInfo.InvariantCulture),
                trial.Origin,
                Figures.Of(Metric.Accuracy, values),
                Figures.Of(Metric.Latency, values),
                Figures.Of(Metric.Speedup, values),
                Figures.Of(Metric.Size, values));
        }

        table.Print();
        Console.WriteLine($"Not final: {id} is {KebabCase.Of(status.State)}. These are values of the selection split.");
        Console.WriteLine($"{TenantText(status)}{(status.Waits is { } waits ? $"; it {waits}" : ".")}");
        return 0;
    }

    private static string TenantText(StudyStatus study) => string.Create(
        CultureInfo.InvariantCulture, $"{(study.Spec.Tenant.Length == 0 ? "No tenant" : $"Tenant {study.Spec.Tenant}")}, priority {study.Priority}");

    private static void Print(FrontReport front)
    {
        var table = Tables.Create("", "trial", "accuracy (test)", "drop", "latency", "speed-up", "size", "smaller", "model");
        foreach (var point in front.Points.Prepend(front.Original))
        {
            table.Row(
                point.Trial != 0 && point.Trial == front.Recommended ? "*" : "",
                point.Trial == 0 ? "original" : point.Trial.ToString(CultureInfo.InvariantCulture),
                Figures.Of(Metric.Accuracy, point.Test),
                Figures.Of(Metric.AccuracyDrop, point.Test),
                Figures.Of(Metric.Latency, point.Values),
                Figures.Of(Metric.Speedup, point.Values),
                Figures.Of(Metric.Size, point.Values),
                Smaller(front.Original, point),
                point.Model[..Math.Min(12, point.Model.Length)]);
        }

        table.Print();
        if (front.Recommended is { } trial)
        {
            Console.WriteLine($"* recommended: trial {trial.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    private static string Smaller(FrontPoint original, FrontPoint point) =>
        original.Values.TryGetValue(Metric.Size, out var full) && point.Values.TryGetValue(Metric.Size, out var small) && small.Value > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{full.Value / small.Value:0.0}x")
            : Figures.None;
}
