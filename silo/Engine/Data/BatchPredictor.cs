namespace AutoCompress.Engine.Data;

/// <summary>Runs a model on some samples.</summary>
/// <param name="inputs">[count, sample shape...], normalised.</param>
/// <param name="count">Samples, at least 1.</param>
/// <param name="outputs">[count, row]: what the model gives for each.</param>
public delegate void BatchPredictor(ReadOnlySpan<float> inputs, int count, Span<float> outputs);
