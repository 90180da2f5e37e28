using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Data;

/// <summary>Turns an array of labels into what its task takes, wherever the array lies.</summary>
internal static class Truths
{
    /// <summary>The label that does not count, as libtorch's cross-entropy has it.</summary>
    public const int Ignored = -100;

    /// <param name="shape">[samples, label...].</param>
    /// <param name="data">Its elements, little-endian.</param>
    /// <param name="source">Names the array in messages.</param>
    /// <param name="ignored">A label that does not count either.</param>
    /// <exception cref="Trials.StepFailureException">InvalidData: these are no labels of the task.</exception>
    public static SampleStore Of(StudyTask task, ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> data, int? ignored, string source)
    {
        if (shape.Length == 0)
        {
            throw BadData.Invalid($"{source} holds a single number, not one label a sample.");
        }

        var count = checked((int)shape[0]);
        return task.Kind switch
        {
            TaskKind.Classification => Classes(type, shape, data.Span, source),
            TaskKind.MultiLabel => Flags(new(type, shape[1..], data), count, source),
            TaskKind.Regression => Numbers(new(type, shape[1..], data), count, source),
            _ => Map(new(type, shape[1..], data), count, ignored, source),
        };
    }

    private static ClassLabels Classes(ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> data, string source)
    {
        if (!Elements.AreWhole(type))
        {
            throw BadData.Invalid($"{source} holds {type} numbers, but labels are whole numbers. Convert them with .astype('<i8').");
        }

        if (shape is not [_] and not [_, 1])
        {
            throw BadData.Invalid($"{source} has shape ({Text(shape)}), not one label a sample. Are samples and labels swapped? One-hot rows become labels with .argmax(axis=1); for other labels set task: in the study.");
        }

        return new([.. Elements.ToWhole(type, data).Select((label, sample) => BadData.Label(label, source, sample))]);
    }

    private static FloatSamples Flags(Content content, int count, string source)
    {
        var flags = content.Floats(source, "one flag of 0 or 1 for each label", atLeast: 1);
        return Array.FindIndex(flags, flag => flag is not 0 and not 1) is var strange and >= 0
            ? throw BadData.Invalid($"{source} holds {flags[strange]} for sample {strange / content.Size}, and a flag is 0 or 1.")
            : content.Store(count, flags);
    }

    private static FloatSamples Numbers(Content content, int count, string source)
    {
        var numbers = content.Floats(source, "the numbers that the model is to give", atLeast: 0);
        return Array.FindIndex(numbers, number => !float.IsFinite(number)) is var strange and >= 0
            ? throw BadData.Invalid($"{source} holds {numbers[strange]} for sample {strange / content.Size}. Fill it in, or leave the sample out.")
            : content.Store(count, numbers);
    }

    private static FloatSamples Map(Content content, int count, int? ignored, string source)
    {
        if (!Elements.AreWhole(content.Type))
        {
            throw BadData.Invalid($"{source} holds {content.Type} numbers, but labels are whole numbers. Convert them with .astype('<i8').");
        }

        var labels = content.Floats(source, "a class for each pixel or place", atLeast: 1);
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = labels[i] < 0 || labels[i] == ignored ? Ignored : BadData.Label((long)labels[i], source, i / content.Size);
        }

        return content.Store(count, labels);
    }

    private static string Text(ReadOnlySpan<long> shape) => string.Join(", ", shape.ToArray());

    private readonly ref struct Content(ElementType type, ReadOnlySpan<long> label, ReadOnlyMemory<byte> data)
    {
        private readonly ReadOnlySpan<long> _label = label;

        public ElementType Type => type;

        public int Size { get; } = Math.Max(1, checked((int)Tensor.CountOf(label)));

        public float[] Floats(string source, string wanted, int atLeast)
        {
            if (_label.Length < atLeast || !Elements.AreNumbers(type))
            {
                throw BadData.Invalid($"{source} holds {type} labels of shape [{Text(_label)}] for each sample, not {wanted}. Correct the labels, or task: in the study.");
            }

            var values = new float[data.Length * 8 / type.Bits()];
            Elements.ToFloats(type, data.Span, values);
            return values;
        }

        public FloatSamples Store(int count, float[] values) => new("", _label, count, values);
    }
}
