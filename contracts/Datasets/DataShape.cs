namespace AutoCompress.Datasets;

/// <summary>What a path of a study's data stands for.</summary>
public enum DataShape
{
    /// <summary>One file.</summary>
    File,

    /// <summary>The common beginning of an IDX image file's and label file's names.</summary>
    Stem,

    /// <summary>A folder with all that lies below it.</summary>
    Folder,
}
