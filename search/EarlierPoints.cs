using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search;

/// <summary>What earlier studies measured of the same model on the same target, in the words of this study.</summary>
internal static class EarlierPoints
{
    /// <summary>
    /// As completed trials, in their order. Another machine of the target's kind may be faster or slower, so a latency is the study's own original's divided by the
    /// speedup that was measured there; before the original is measured, it is taken as it is.
    /// </summary>
    public static ImmutableArray<Trial> Of(StudyHistory history, PriorKnowledge? knowledge)
    {
        if (knowledge is not { Earlier.IsEmpty: false })
        {
            return [];
        }

        var original = history.Completed.FirstOrDefault(done => done.Trial.Origin == StudySeeds.Original).Result?.Values.GetValueOrDefault(Metric.Latency);
        return
        [
            .. knowledge.Earlier.Where(earlier => earlier.Values is not null).Select(earlier => new Trial(
                earlier.Number, earlier.Candidate, earlier.Fidelity, earlier.Study, null, null, new TrialResult.Completed(Here(earlier.Values!, original), "", new(0, 0, 0)))),
        ];
    }

    private static ImmutableSortedDictionary<Metric, Measurement> Here(ImmutableSortedDictionary<Metric, Measurement> values, Measurement? original) =>
        original is not null && values.ContainsKey(Metric.Latency) && values.TryGetValue(Metric.Speedup, out var speedup)
            ? values.SetItem(Metric.Latency, Measurement.Estimated(original.Value / speedup.Value))
            : values;
}
