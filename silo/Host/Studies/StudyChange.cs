namespace AutoCompress.Host.Studies;

/// <summary>What became of an order to pause, resume or cancel a study.</summary>
public enum StudyChange
{
    /// <summary>The study changed its state.</summary>
    Applied,

    /// <summary>The study was in that state already.</summary>
    Unchanged,

    /// <summary>The study has ended and takes no orders.</summary>
    Finished,

    /// <summary>There is no such study.</summary>
    NotFound,
}
