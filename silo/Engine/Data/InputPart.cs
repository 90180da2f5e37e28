using System.Collections.Immutable;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Data;

/// <summary>Where one input of a model lies in a sample, which is the numbers of all inputs one behind the other.</summary>
/// <param name="Name">Of the model's input; empty for the only one.</param>
/// <param name="Type">What the model takes: floats, or whole numbers of some type.</param>
/// <param name="Shape">As the model takes it, without the batch axis, for example [1, 28, 28].</param>
/// <param name="Offset">Of its first number in a sample.</param>
/// <param name="ChannelsLast">Whether the sample holds planes, [channels, height, width], of which the model wants pixels, [height, width, channels].</param>
public sealed record InputPart(string Name, ElementType Type, ImmutableArray<long> Shape, int Offset = 0, bool ChannelsLast = false)
{
    /// <summary>Numbers of one sample.</summary>
    public int Size { get; } = checked((int)Tensor.CountOf(Shape.AsSpan()));

    /// <summary>The only input of a model, of floats.</summary>
    public static InputPart Only(params ReadOnlySpan<long> shape) => new("", ElementType.Float, [.. shape]);

    /// <summary>Copies this input's numbers of some samples into [count, <see cref="Shape"/>].</summary>
    /// <param name="samples">[count, <paramref name="sampleSize"/>].</param>
    public void Gather(ReadOnlySpan<float> samples, int sampleSize, int count, Span<float> values)
    {
        for (var row = 0; row < count; row++)
        {
            var source = samples.Slice((row * sampleSize) + Offset, Size);
            var target = values.Slice(row * Size, Size);
            if (ChannelsLast)
            {
                Interleave(source, (int)Shape[^1], target);
            }
            else
            {
                source.CopyTo(target);
            }
        }
    }

    private static void Interleave(ReadOnlySpan<float> planes, int channels, Span<float> pixels)
    {
        var size = planes.Length / channels;
        for (var channel = 0; channel < channels; channel++)
        {
            for (var i = 0; i < size; i++)
            {
                pixels[(i * channels) + channel] = planes[(channel * size) + i];
            }
        }
    }
}
