namespace AutoCompress.Studies;

/// <summary>How samples are stored; docs/data.md has an example of each.</summary>
public enum DataFormat
{
    /// <summary>LeCun's IDX files (MNIST), plain or gzipped: an image file and a label file.</summary>
    Idx,

    /// <summary>NumPy's .npy: a file of samples, read from disk as they are needed, and a file of labels.</summary>
    Npy,

    /// <summary>NumPy's .npz: samples and labels as two arrays of one archive, held in memory.</summary>
    Npz,

    /// <summary>A table of numbers, one sample a line, one column the label.</summary>
    Csv,

    /// <summary>A folder for each class, in the alphabetical order of the model's classes, with the class's PNG files.</summary>
    PngFolder,

    /// <summary>ONNX test data: folders test_data_set_* with input_0.pb (a batch of samples) and output_0.pb (labels or scores).</summary>
    TensorProto,
}
