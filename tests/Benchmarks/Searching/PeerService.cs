using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AutoCompress.Search;
using AutoCompress.Search.Benchmarks;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Pareto;
using AutoCompress.Spaces;

namespace AutoCompress.Benchmarks.Searching;

/// <summary>
/// Answers the peer in Python on standard input and output, a line of JSON each way: what the problems are, the value of a candidate (to compare the two
/// implementations), a run of one of our algorithms and the hypervolume of any run, so that both sides are scored by the same code.
/// </summary>
internal static class PeerService
{
    public static int Run()
    {
        while (Console.ReadLine() is { } line)
        {
            Console.WriteLine(Answer(JsonNode.Parse(line)!.AsObject()).ToJsonString());
        }

        return 0;
    }

    private static JsonNode Answer(JsonObject question) => (string)question["ask"]! switch
    {
        "problems" => new JsonArray([.. BenchmarkProblems.All.Select(Describe)]),
        "evaluate" => Evaluate(ProblemOf(question), question),
        "score" => Score(ProblemOf(question), question),
        "run" => Run(ProblemOf(question), question),
        "hypervolume" => JsonValue.Create(Hypervolume.Of(question["points"]!.AsArray().Select(point => (IReadOnlyList<double>)Numbers(point!)), Numbers(question["reference"]!))),
        var other => throw new ArgumentException($"'{other}' is none of problems, evaluate, score, run, hypervolume."),
    };

    private static IBenchmarkProblem ProblemOf(JsonObject question) => BenchmarkProblems.Find((string)question["problem"]!).Single();

    private static JsonObject Describe(IBenchmarkProblem problem) => new()
    {
        ["name"] = problem.Name,
        ["objectives"] = problem.Metrics.Length,
        ["images"] = problem.FullImages,
        ["reference"] = new JsonArray([.. problem.Reference.Select(cost => JsonValue.Create(cost))]),
        ["ideal"] = problem.IdealHypervolume,
        ["genes"] = new JsonArray([.. problem.Space.Genes.Select(Describe)]),
    };

    private static JsonNode Describe(Gene gene)
    {
        var description = gene switch
        {
            ChoiceGene choice => new JsonObject { ["choices"] = Texts(choice.Choices) },
            NumberGene { Count: > 1000 } number => new JsonObject { ["low"] = number.Low, ["high"] = number.High },
            _ => new JsonObject { ["values"] = new JsonArray([.. Enumerable.Range(0, gene.Count).Select(i => JsonValue.Create(gene.ValueAt(i).Number))]) },
        };
        description["name"] = gene.Name;
        if (gene.ActiveWhen is { } condition)
        {
            description["when"] = new JsonObject { ["gene"] = condition.Gene, ["any"] = Texts(condition.AnyOf) };
        }

        return description;
    }

    /// <summary>The candidate of the asked indices; a gene of a continuous problem has a million.</summary>
    private static JsonObject Evaluate(IBenchmarkProblem problem, JsonObject question)
    {
        var candidate = Genome.Build(problem.Space, question["indices"]!.AsArray().Select(i => (int)i!).ToArray());
        var values = problem.Evaluate(candidate, (double)question["images"]!, (ulong)question["seed"]!);
        return new()
        {
            ["candidate"] = JsonNode.Parse(Json.Write(candidate)),
            ["costs"] = new JsonArray([.. values.Costs.Select(cost => JsonValue.Create(cost))]),
            ["violation"] = values.Failure is null ? values.Violation : null,
            ["failure"] = values.Failure?.ToString(),
        };
    }

    /// <summary>One hypervolume for each asked budget. A point is [its trial from 0, costs, violation, exact costs, exact violation].</summary>
    private static JsonArray Score(IBenchmarkProblem problem, JsonObject question)
    {
        var points = question["points"]!.AsArray().Select(point => (
            Trial: (int)point![0]!,
            Point: new BenchmarkPoint(Numbers(point[1]!), (double)point[2]!, new(Numbers(point[3]!), [(double)point[4]!])))).ToList();
        return new JsonArray([.. question["budgets"]!.AsArray().Select(budget =>
            JsonValue.Create(BenchmarkScore.Hypervolume(problem.Reference, points.Where(point => point.Trial < (int)budget!).Select(point => point.Point))))]);
    }

    /// <summary>The hypervolume of one run of one of our algorithms, one evaluation at a time.</summary>
    private static JsonValue Run(IBenchmarkProblem problem, JsonObject question)
    {
        var budget = (int)question["budget"]!;
        var algorithm = SearchAlgorithms.Create((string)question["algorithm"]!, null);
        var history = BenchmarkStudy.Run(problem, algorithm, BenchmarkStudy.Start(problem, (ulong)question["seed"]!, budget), workers: 1);
        return JsonValue.Create(BenchmarkScore.Hypervolume(problem, history, budget));
    }

    private static ImmutableArray<double> Numbers(JsonNode node) => [.. node.AsArray().Select(value => (double)value!)];

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
