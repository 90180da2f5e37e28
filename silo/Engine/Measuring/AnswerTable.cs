using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using AutoCompress.Engine.Tasks;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>What a model gave for each sample of a split, in the split's order: a row a sample, its outputs one behind the other.</summary>
public sealed class AnswerTable
{
    private readonly float[] _values;

    /// <param name="values">[rows, numbers of all parts], not copied.</param>
    /// <exception cref="ArgumentException">The values are no whole number of rows.</exception>
    public AnswerTable(ImmutableArray<AnswerPart> parts, float[] values)
    {
        (Parts, RowSize, _values) = (parts, parts.Sum(part => part.Stored), values);
        if (RowSize < 1 || values.Length % RowSize != 0)
        {
            throw new ArgumentException($"{values.Length} values are no rows of {RowSize}.", nameof(values));
        }
    }

    /// <summary>The logits of a classifier.</summary>
    /// <inheritdoc cref="AnswerTable(ImmutableArray{AnswerPart}, float[])"/>
    /// <param name="classes">Numbers of one row, at least 1.</param>
    public AnswerTable(int classes, float[] values) : this([new(TaskOutput.Logits, [classes], 0)], values)
    {
    }

    private static ReadOnlySpan<byte> Magic => "ACANSWR\n"u8;

    public ImmutableArray<AnswerPart> Parts { get; }

    /// <summary>The outputs that the parts are of.</summary>
    public ImmutableArray<TaskOutput> Outputs => [.. Parts.Select(part => part.Output)];

    /// <summary>Samples.</summary>
    public int Count => _values.Length / RowSize;

    /// <summary>Numbers of a row.</summary>
    public int RowSize { get; }

    /// <summary>The accuracy that the user's own program gave the model; null where there is none.</summary>
    public double? Score { get; init; }

    public ReadOnlySpan<float> Values => _values;

    public ReadOnlySpan<float> Row(int sample) => _values.AsSpan(sample * RowSize, RowSize);

    /// <summary>The class of each sample, for a model that gives one.</summary>
    public int[] Answers()
    {
        var answers = new int[Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = Parts[0].ClassAt(Parts[0].Of(Row(i)), 0);
        }

        return answers;
    }

    /// <summary>The first <paramref name="count"/> rows, or all when there are fewer.</summary>
    public AnswerTable Take(int count) => count >= Count ? this : new(Parts, _values[..(count * RowSize)]);

    /// <exception cref="StepFailureException">Storage: it cannot be written.</exception>
    public void Save(string path)
    {
        try
        {
            using var file = new BinaryWriter(File.Create(path), Encoding.UTF8);
            file.Write(Magic);
            file.Write(Json.Write(new Header(Parts, Score)));
            file.Write(_values.Length);
            file.Write(MemoryMarshal.AsBytes(_values.AsSpan()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StepFailureException(FailureCause.Storage, $"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <exception cref="StepFailureException">Storage: it cannot be read, or is no table that <see cref="Save"/> wrote.</exception>
    public static AnswerTable Load(string path)
    {
        try
        {
            using var file = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
            if (!file.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
            {
                throw new InvalidDataException("It begins otherwise");
            }

            var header = Json.Read<Header>(file.ReadString());
            var count = file.ReadInt32();
            var left = file.BaseStream.Length - file.BaseStream.Position;
            if (count < 0 || (long)count * sizeof(float) != left)
            {
                throw new InvalidDataException($"It holds {left} bytes and not {count} numbers");
            }

            var values = new float[count];
            file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return new(header.Parts, values) { Score = header.Score };
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException or ArgumentException or FormatException)
        {
            throw new StepFailureException(FailureCause.Storage, $"{path} is no table of answers, or a damaged one ({e.Message}). Delete it; it is computed again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StepFailureException(FailureCause.Storage, $"{path} cannot be read: {e.Message}", e);
        }
    }

    private sealed record Header(ImmutableArray<AnswerPart> Parts, double? Score);
}
