namespace AutoCompress.Host.Store;

/// <summary>What became of a study that was put in.</summary>
internal enum StudyArrival
{
    Inserted,

    /// <summary>The study is there, with this history or one that goes on from it.</summary>
    AlreadyThere,

    /// <summary>Another study has this id.</summary>
    Conflict,
}
