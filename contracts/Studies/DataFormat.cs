namespace AutoCompress.Studies;

/// <summary>How samples are stored.</summary>
public enum DataFormat
{
    /// <summary>LeCun's IDX files (MNIST), plain or gzipped: an image file and a label file.</summary>
    Idx,
}
