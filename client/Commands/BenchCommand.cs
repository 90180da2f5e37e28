using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using AutoCompress.Client.Benchmarks;
using AutoCompress.Client.Display;
using AutoCompress.Client.Errors;
using AutoCompress.Host.Benchmarks;
using Spectre.Console;

namespace AutoCompress.Client.Commands;

/// <summary><c>bench search</c>: how good the search algorithms are on problems whose answer is known.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure AutoCompress itself.") { CreateSearch() };

    private static Command CreateSearch()
    {
        var problem = new Option<string>("--problem") { Description = "A problem (zdt1), a family (zdt, dtlz, wfg, mw) or all.", DefaultValueFactory = _ => "zdt1" };
        var algorithm = new Option<string>("--algorithm") { Description = "A search algorithm, or all.", DefaultValueFactory = _ => SearchBenchmark.DefaultAlgorithm };
        var trials = Count("--trials", "Evaluations of each run.", 250);
        var seeds = Count("--seeds", "Runs, with the seeds from 1.", 11);
        var workers = Count("--workers", "Evaluations that run at once.", 1);
        var known = Count("--known", "Random evaluations in history before the first one: what a proposal costs late in a long study.", 0, least: 0);
        var json = new Option<bool>("--json") { Description = "Print the scores as JSON, with the hypervolume of each seed." };
        var command = new Command("search", "Run search algorithms on analytic problems and a synthetic study: hypervolume and time of a proposal.")
        {
            problem, algorithm, trials, seeds, workers, known, json,
        };
        command.SetAction((parse, cancellationToken) =>
        {
            var problems = Problems(parse.GetRequiredValue(problem));
            var algorithms = Algorithms(parse.GetRequiredValue(algorithm));
            var runs = new SearchRuns(parse.GetValue(trials), parse.GetValue(seeds), parse.GetValue(workers), parse.GetValue(known));
            var scores = from each in problems
                         from name in algorithms
                         select SearchBenchmark.Run(each, name, runs, TimeProvider.System, cancellationToken);
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(scores.ToList(), Json.Indented));
            }
            else
            {
                Show(scores);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static Option<int> Count(string name, string description, int otherwise, int least = 1)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var count) || count < least))
            {
                result.AddError($"{name} is a whole number from {least}, not '{token.Value}'.");
            }
        });
        return option;
    }

    /// <summary>Rows appear as they are done where somebody watches.</summary>
    private static void Show(IEnumerable<SearchScore> scores)
    {
        var table = SearchBenchmarkTable.Create();
        if (Console.IsOutputRedirected)
        {
            scores.ToList().ForEach(score => table.Row(score));
            table.Print();
            return;
        }

        AnsiConsole.Live(table).Start(live =>
        {
            foreach (var score in scores)
            {
                table.Row(score);
                live.Refresh();
            }
        });
    }

    private static ImmutableArray<string> Problems(string name) => SearchBenchmark.Find(name) is { IsEmpty: false } found
        ? found
        : throw new CommandException($"There is no problem '{name}'. Known are {string.Join(", ", SearchBenchmark.ProblemNames)}.");

    private static ImmutableArray<string> Algorithms(string name) =>
        name == SearchBenchmark.Everything ? SearchBenchmark.AlgorithmNames
        : SearchBenchmark.AlgorithmNames.Contains(name) ? [name]
        : throw new CommandException(
            $"There is no algorithm '{name}'. Known are {string.Join(", ", SearchBenchmark.AlgorithmNames)} and {SearchBenchmark.Everything}.");
}
