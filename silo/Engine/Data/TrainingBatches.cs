using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Data;

/// <summary>The training split as an endless stream: every epoch in an order of its own, every sample in one of its views, with the teacher's answers to that view.</summary>
public sealed class TrainingBatches : ITrainingBatches
{
    private readonly DataSplit _split;
    private readonly DataFit _fit;
    private readonly Augmentation _augmentation;
    private readonly EpochOrder _order;
    private readonly TeacherLogits? _teacher;
    private readonly bool _mapsMove;
    private readonly float[] _stored;

    /// <param name="seed">Of the epochs' orders.</param>
    /// <param name="teacher">Null trains on labels alone.</param>
    public TrainingBatches(DataSplit split, DataFit fit, Augmentation augmentation, ulong seed, TeacherLogits? teacher)
    {
        (_split, _fit, _augmentation, _teacher) = (split, fit, augmentation, teacher);
        _order = new(split.Count, seed);
        _mapsMove = IsMapOf(split.Data.Truth, split.Data.Inputs[0]);
        if (split.Data.Truth is { Shape.Length: >= 2 } && !_mapsMove)
        {
            // Labels of another resolution than the image cannot follow its pixels.
            _augmentation = Augmentation.None;
        }

        _stored = new float[Math.Max(TruthSize, split.Data.Inputs.Max(input => input.Size))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<InputPart> Inputs => _fit.Inputs;

    /// <inheritdoc/>
    public int SampleSize => _fit.SampleSize;

    /// <inheritdoc/>
    public long EpochSamples => _split.Count;

    /// <inheritdoc/>
    public int TargetSize => _teacher?.Classes ?? 0;

    /// <inheritdoc/>
    public int TruthSize => _split.Data.Truth?.Size ?? 0;

    /// <inheritdoc/>
    public void Fill(long position, TrainingBatch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            var (epoch, place) = Math.DivRem(position + row, EpochSamples);
            var index = _split.Indices[_order.At(epoch, (int)place)];
            var view = _augmentation.ViewAt(index, epoch);
            var recipe = _augmentation.Recipe(index, view);
            Render(index, recipe, batch.Inputs.AsSpan(row * SampleSize, SampleSize));
            if (TruthSize > 0)
            {
                RenderTruth(index, recipe, batch.Truth.AsSpan(row * TruthSize, TruthSize));
            }

            _teacher?.Ask(index, view);
        }

        _teacher?.Answer(batch.Inputs, batch.Targets);
    }

    /// <summary>Whether the labels are a map of the image's own pixels, which have to move with it.</summary>
    private static bool IsMapOf(SampleStore? truth, SampleStore image) =>
        truth is { Shape.Length: >= 2 } && image.Shape.Length >= 2 && truth.Shape[^2] == image.Shape[^2] && truth.Shape[^1] == image.Shape[^1];

    private void Render(int index, ViewRecipe recipe, Span<float> inputs)
    {
        foreach (var store in _split.Data.Inputs)
        {
            var values = inputs[..store.Size];
            if (recipe.Keeps(store.Shape))
            {
                store.Read(index, values);
            }
            else
            {
                store.Read(index, _stored.AsSpan(0, store.Size));
                recipe.Render(_stored.AsSpan(0, store.Size), store.Shape, values, movesIn: 0);
            }

            _fit.Normalisation.For(store.Name).Apply(values);
            inputs = inputs[store.Size..];
        }
    }

    private void RenderTruth(int index, ViewRecipe recipe, Span<float> truth)
    {
        var store = _split.Data.Truth!;
        if (!_mapsMove || recipe.Keeps(store.Shape))
        {
            store.Read(index, truth);
            return;
        }

        store.Read(index, _stored.AsSpan(0, store.Size));
        recipe.Render(_stored.AsSpan(0, store.Size), store.Shape, truth, Truths.Ignored);
    }
}
