using System.Collections.Immutable;
using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Data;

/// <summary>The training split as an endless stream: every epoch in an order of its own, every sample in one of its views, with the teacher's logits of that view.</summary>
public sealed class TrainingBatches : ITrainingBatches
{
    private readonly DataSplit _split;
    private readonly Normalisation _normalisation;
    private readonly Augmentation _augmentation;
    private readonly EpochOrder _order;
    private readonly TeacherLogits? _teacher;
    private readonly ImmutableArray<long> _sampleShape;
    private readonly float[] _sample;

    /// <param name="sampleShape">As the model takes a sample, from <see cref="DataFit"/>; as many elements as a stored one.</param>
    /// <param name="seed">Of the epochs' orders.</param>
    /// <param name="teacher">Null trains on labels alone.</param>
    public TrainingBatches(
        DataSplit split, Normalisation normalisation, Augmentation augmentation, ImmutableArray<long> sampleShape, ulong seed, TeacherLogits? teacher)
    {
        (_split, _normalisation, _augmentation, _sampleShape, _teacher) = (split, normalisation, augmentation, sampleShape, teacher);
        _order = new(split.Count, seed);
        _sample = new float[split.Data.SampleSize];
    }

    /// <inheritdoc/>
    public IReadOnlyList<long> SampleShape => _sampleShape;

    /// <inheritdoc/>
    public long EpochSamples => _split.Count;

    /// <inheritdoc/>
    public int TargetSize => _teacher?.Classes ?? 0;

    /// <inheritdoc/>
    public bool HasLabels => true;

    /// <inheritdoc/>
    public void Fill(long position, TrainingBatch batch)
    {
        var size = _split.Data.SampleSize;
        for (var row = 0; row < batch.Count; row++)
        {
            var (epoch, place) = Math.DivRem(position + row, EpochSamples);
            var index = _split.Indices[_order.At(epoch, (int)place)];
            var view = _augmentation.ViewAt(index, epoch);
            Render(index, _augmentation.Recipe(index, view), batch.Inputs.AsSpan(row * size, size));
            batch.Labels[row] = _split.Data.Labels[index];
            _teacher?.Ask(index, view);
        }

        _teacher?.Answer(batch.Inputs, batch.Targets);
    }

    private void Render(int index, ViewRecipe recipe, Span<float> inputs)
    {
        if (recipe.Keeps(_split.Data.SampleShape))
        {
            _split.Data.Read(index, inputs);
        }
        else
        {
            _split.Data.Read(index, _sample);
            recipe.Render(_sample, _split.Data.SampleShape, inputs);
        }

        _normalisation.Apply(inputs);
    }
}
