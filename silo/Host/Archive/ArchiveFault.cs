namespace AutoCompress.Host.Archive;

/// <summary>Why an archive cannot be used.</summary>
public enum ArchiveFault
{
    /// <summary>It is not as it was written: bytes differ, a part is missing, or it was never written by AutoCompress.</summary>
    Damaged,

    /// <summary>Another study of this id is there.</summary>
    Conflict,

    /// <summary>There is no such archive, or an artifact that it needs is gone.</summary>
    Missing,
}
