using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Planning;

/// <summary>
/// The latency that a study allows, for candidates whose latency is only predicted: the uncut model's measured latency in the candidate's format, times what
/// <see cref="LatencyModel"/> says of the cut, corrected by what trials of that format showed. It is broken only by candidates that stay too slow by more than predictions
/// err: for the rest a trial decides.
/// </summary>
public sealed class LatencyLimit
{
    /// <summary>Trials of a format from which on they correct its predictions.</summary>
    private const int Enough = 4;

    /// <summary>Before that, this many mean errors are allowed for; and what predictions may err by in formats that the table was not measured in.</summary>
    private const double Margin = 2;
    private const double Unknown = 0.3;

    private readonly LatencyModel _model;
    private readonly ImmutableDictionary<Precision, double> _least;
    private readonly double _bound;

    private LatencyLimit(LatencyModel model, double bound, ImmutableDictionary<Precision, double> least) => (_model, _bound, _least) = (model, bound, least);

    /// <summary>Null where nothing limits the latency, predictions are not trusted, or the original is not measured yet.</summary>
    public static LatencyLimit? Of(LatencyModel? model, LatencyTable? table, StudyHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var uncut = Latencies(history).Where(done => done.Trial.Fidelity.IsUntrained && !done.Trial.Candidate.IsCut())
            .GroupBy(done => done.Trial.Candidate.Precision()).ToDictionary(same => same.Key, same => same.First().Milliseconds);
        var bound = history.Spec.Constraints.GetValueOrDefault(Metric.Latency, double.PositiveInfinity);
        if (history.Spec.Constraints.TryGetValue(Metric.Speedup, out var speedup) && uncut.TryGetValue(Precision.Fp32, out var original))
        {
            bound = Math.Min(bound, original / speedup);
        }

        return model is null || table?.Error is not { } error || double.IsPositiveInfinity(bound)
            ? null
            : new(model, bound, uncut.ToImmutableDictionary(format => format.Key, format => format.Value * Correction(model, error, history, format.Key, format.Value)));
    }

    /// <summary>How far the limit is broken, as a share of it; 0 where it is kept, may be kept, or nothing is known.</summary>
    internal double Excess(CandidateShape shape, Precision precision) =>
        _least.TryGetValue(precision, out var whole) ? Math.Max(0, (whole * _model.Of(shape) - _bound) / _bound) : 0;

    /// <summary>What a prediction is multiplied by to get the least latency that the candidate may have: the usual error of the format's trials, less their spread.</summary>
    private static double Correction(LatencyModel model, double error, StudyHistory history, Precision format, double whole)
    {
        var seen = Latencies(history).Where(done => done.Trial.Candidate.IsCut() && done.Trial.Candidate.Precision() == format)
            .Select(done => done.Milliseconds / (whole * model.Of(done.Trial.Candidate))).Order().ToList();
        if (seen.Count < Enough)
        {
            return 1 - (format == Precision.Fp32 ? Margin * error : Math.Max(Margin * error, Unknown));
        }

        var usual = seen[seen.Count / 2];
        return usual - seen.Select(one => Math.Abs(one - usual)).Order().ElementAt(seen.Count * 3 / 4);
    }

    private static IEnumerable<(Trial Trial, double Milliseconds)> Latencies(StudyHistory history) =>
        from done in history.Completed
        where done.Result.Values.ContainsKey(Metric.Latency)
        select (done.Trial, done.Result.Values[Metric.Latency].Value);
}
