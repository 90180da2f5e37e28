using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Benchmarks.Studies;

/// <summary>What has been trained in a simulated study: the stage cache, as far as training goes.</summary>
internal sealed class TrainedSteps
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>What is not cut has nothing to mend and is not trained on rung 0. Samples that <paramref name="trial"/> must be trained on, and those that were trained before; from here on all are known.</summary>
    /// <param name="history">With all that it goes on from.</param>
    public (long Trained, long Saved) Take(StudyHistory history, Trial trial)
    {
        var key = new Candidate(trial.Candidate.Values.Where(gene => gene.Key is not (GeneNames.Precision or GeneNames.Calibration))).ToString();
        var (trained, saved) = (0L, 0L);
        foreach (var fidelity in Lineage.Of(history, trial).Select(rung => rung.Fidelity).Where(fidelity => fidelity.Images > 0 && (fidelity.Rung > 0 || trial.Candidate.IsCut())))
        {
            key += $"/{fidelity.Images}";
            Count(key, fidelity.Images);
        }

        if (trial.Fidelity.QuantizationAwareImages > 0)
        {
            Count($"{key}/{trial.Fidelity.QuantizationAwareImages}/{trial.Candidate}", trial.Fidelity.QuantizationAwareImages);
        }

        return (trained, saved);

        void Count(string step, long images)
        {
            if (_known.Add(step))
            {
                trained += images;
            }
            else
            {
                saved += images;
            }
        }
    }
}
