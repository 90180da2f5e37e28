using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>What a model gave for each sample of a split, in the split's order.</summary>
public sealed class LogitsTable
{
    private const int HeaderBytes = 16;
    private readonly float[] _values;

    /// <param name="classes">Numbers of one row, at least 1.</param>
    /// <param name="values">[rows, classes], not copied.</param>
    /// <exception cref="ArgumentException">The values are no whole number of rows.</exception>
    public LogitsTable(int classes, float[] values)
    {
        if (classes < 1 || values.Length % classes != 0)
        {
            throw new ArgumentException($"{values.Length} values are no rows of {classes}.", nameof(values));
        }

        (Classes, _values) = (classes, values);
    }

    private static ReadOnlySpan<byte> Magic => "ACLOGIT\n"u8;

    /// <summary>Samples.</summary>
    public int Count => _values.Length / Classes;

    public int Classes { get; }

    public ReadOnlySpan<float> Values => _values;

    public ReadOnlySpan<float> Row(int sample) => _values.AsSpan(sample * Classes, Classes);

    /// <summary>The class with the largest logit of each sample; a NaN counts as the largest, so that it is never a right answer by chance.</summary>
    public int[] Answers()
    {
        var answers = new int[Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = TensorPrimitives.IndexOfMax(Row(i));
        }

        return answers;
    }

    /// <summary>The first <paramref name="count"/> rows, or all when there are fewer.</summary>
    public LogitsTable Take(int count) => count >= Count ? this : new(Classes, _values[..(count * Classes)]);

    /// <exception cref="StepFailureException">Storage: it cannot be written.</exception>
    public void Save(string path)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Count);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), Classes);
        try
        {
            using var file = File.Create(path);
            file.Write(header);
            file.Write(MemoryMarshal.AsBytes(_values.AsSpan()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StepFailureException(FailureCause.Storage, $"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <exception cref="StepFailureException">Storage: it cannot be read, or is no table that <see cref="Save"/> wrote.</exception>
    public static LogitsTable Load(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length >= HeaderBytes && bytes.AsSpan().StartsWith(Magic))
            {
                var count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
                var classes = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
                if (count >= 0 && classes > 0 && (long)count * classes * sizeof(float) == bytes.Length - HeaderBytes)
                {
                    return new(classes, MemoryMarshal.Cast<byte, float>(bytes.AsSpan(HeaderBytes)).ToArray());
                }
            }

            throw new StepFailureException(FailureCause.Storage, $"{path} is no table of logits, or a damaged one. Delete it; it is computed again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StepFailureException(FailureCause.Storage, $"{path} cannot be read: {e.Message}", e);
        }
    }
}
