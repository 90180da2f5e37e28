using AutoCompress.Engine.Data;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Data;

/// <summary>A folder of its own for data files.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("data-").FullName;

    public string Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public static float[] Sample(Dataset data, int index)
    {
        var values = new float[data.SampleSize];
        data.Read(index, values);
        return values;
    }

    /// <summary>The message of a refusal for invalid data.</summary>
    public static string Refusal(Func<object> load)
    {
        var failure = Assert.Throws<StepFailureException>(load);
        Assert.Equal(FailureCause.InvalidData, failure.Cause);
        return failure.Message;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
