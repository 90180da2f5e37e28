namespace AutoCompress.Host.Studies;

/// <summary>What became of an order to pause, resume, prioritise or cancel a study.</summary>
public enum StudyChange
{
    /// <summary>The study is as ordered.</summary>
    Applied,

    /// <summary>It was so already.</summary>
    Unchanged,

    /// <summary>The study has ended and takes no orders.</summary>
    Finished,

    /// <summary>There is no such study.</summary>
    NotFound,
}
