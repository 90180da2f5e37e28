namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>A rule that a cluster of the tests breaks.</summary>
public enum Planted
{
    Nothing,

    /// <summary>Content that comes back gets the name it had.</summary>
    NamesAreUsedAgain,

    /// <summary>What running steps have added is not waited for.</summary>
    RunningStepsDoNotCount,

    /// <summary>Old content is relied on as if it had just been added.</summary>
    OldOnesAreFresh,

    /// <summary>The archives of studies without rows are overlooked.</summary>
    ArchivesAreNotListed,
}
