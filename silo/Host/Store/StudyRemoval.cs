namespace AutoCompress.Host.Store;

/// <summary>What became of the order to delete a study.</summary>
public enum StudyRemoval
{
    Removed,

    /// <summary>The study is still worked on, or paused.</summary>
    NotEnded,

    /// <summary>There is no such study.</summary>
    NotFound,
}
