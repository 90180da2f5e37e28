namespace AutoCompress.Studies;

/// <summary>Where a study is in its life.</summary>
public enum StudyState
{
    /// <summary>Submitted; the model is not analysed yet.</summary>
    Planning,

    /// <summary>Short trials look for good regions.</summary>
    Exploring,

    /// <summary>The best front points are trained on.</summary>
    Refining,

    /// <summary>The front is measured again in one interleaved run and scored on the test split.</summary>
    Finalising,

    /// <summary>The front is final.</summary>
    Completed,

    /// <summary>Nothing runs until it is resumed.</summary>
    Paused,

    Cancelled,

    /// <summary>The study cannot go on; its message says why.</summary>
    Failed,
}
