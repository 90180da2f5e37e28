namespace AutoCompress.Engine.Data;

/// <summary>
/// The teacher's logits of the views that training draws: kept ones from the <see cref="TeacherCache"/>, the others computed in one
/// run of the teacher for each batch, and kept. For one thread; several instances, also in other processes, may share a cache.
/// </summary>
public sealed class TeacherLogits(TeacherCache cache, BatchPredictor teacher)
{
    private readonly List<(int Sample, int View)> _asked = [];
    private readonly List<int> _missing = [];
    private float[] _inputs = [];
    private float[] _outputs = [];

    /// <summary>Logits of one sample.</summary>
    public int Classes => cache.Classes;

    /// <summary>Rows that the teacher computed for this instance.</summary>
    public long Computed { get; private set; }

    /// <summary>Adds a row to the next <see cref="Answer"/>.</summary>
    internal void Ask(int sample, int view) => _asked.Add((sample, view));

    /// <summary>Writes the logits of all rows asked for since the last answer.</summary>
    /// <param name="inputs">[rows, sample]: the views, normalised.</param>
    /// <param name="logits">[rows, <see cref="Classes"/>].</param>
    internal void Answer(ReadOnlySpan<float> inputs, Span<float> logits)
    {
        var size = inputs.Length / _asked.Count;
        for (var row = 0; row < _asked.Count; row++)
        {
            if (!cache.TryRead(_asked[row].Sample, _asked[row].View, logits.Slice(row * Classes, Classes)))
            {
                Reserve((row + 1) * size, (row + 1) * Classes);
                inputs.Slice(row * size, size).CopyTo(_inputs.AsSpan(_missing.Count * size));
                _missing.Add(row);
            }
        }

        if (_missing.Count > 0)
        {
            Compute(size, logits);
        }

        _missing.Clear();
        _asked.Clear();
    }

    private void Compute(int size, Span<float> logits)
    {
        teacher(_inputs.AsSpan(0, _missing.Count * size), _missing.Count, _outputs.AsSpan(0, _missing.Count * Classes));
        Computed += _missing.Count;
        for (var i = 0; i < _missing.Count; i++)
        {
            var answer = _outputs.AsSpan(i * Classes, Classes);
            var row = _missing[i];
            answer.CopyTo(logits[(row * Classes)..]);
            cache.Write(_asked[row].Sample, _asked[row].View, answer);
        }
    }

    private void Reserve(int inputs, int outputs)
    {
        if (_inputs.Length < inputs)
        {
            Array.Resize(ref _inputs, Math.Max(inputs, 2 * _inputs.Length));
            Array.Resize(ref _outputs, Math.Max(outputs, 2 * _outputs.Length));
        }
    }
}
