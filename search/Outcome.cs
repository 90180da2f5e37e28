namespace AutoCompress.Search;

/// <summary>How far an observed trial is.</summary>
public enum Outcome
{
    /// <summary>Nothing is known yet.</summary>
    Running,

    /// <summary>It was measured.</summary>
    Completed,

    /// <summary>It cannot be built or breaks a constraint that is known before training.</summary>
    Infeasible,

    /// <summary>It broke: out of memory, a refused format, a crash.</summary>
    Failed,

    /// <summary>It was ended on purpose, which says nothing about its candidate.</summary>
    Stopped,
}
