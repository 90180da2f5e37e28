namespace AutoCompress.Studies;

/// <summary>What a study's accuracy is: a share, larger is better, 1 is perfect. The first one that a task offers is its default.</summary>
public enum AccuracyMetric
{
    /// <summary>Share of samples whose largest output is the label's (or, in imitation, the original's).</summary>
    Top1,

    /// <summary>Share of samples whose label is among the five largest outputs.</summary>
    Top5,

    /// <summary>Mean of the classes' F1 scores.</summary>
    MacroF1,

    /// <summary>The lowest recall of a class.</summary>
    WorstRecall,

    /// <summary>F1 score of all flags together.</summary>
    MicroF1,

    /// <summary>Share of samples with every flag right.</summary>
    ExactMatch,

    /// <summary>Coefficient of determination, R², as a mean over the outputs; below 0 for a model that is worse than the mean.</summary>
    RSquared,

    /// <summary>Mean over the classes of intersection over union.</summary>
    MeanIou,

    /// <summary>Share of pixels with the right class.</summary>
    PixelAccuracy,

    /// <summary>Share of places with the right class.</summary>
    TokenAccuracy,

    /// <summary>Mean cosine of a candidate's and the original's outputs.</summary>
    Cosine,

    /// <summary>1 − the root of the summed squared differences over that of the original's squares; at least 0.</summary>
    RelativeError,

    /// <summary>What the user's own program says, see <see cref="StudySpec.Command"/>.</summary>
    Command,
}
