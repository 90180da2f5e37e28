namespace AutoCompress.Engine.Tasks;

/// <summary>The form in which a model gives its scores.</summary>
public enum OutputForm
{
    /// <summary>Logits, or any real numbers.</summary>
    Raw,

    /// <summary>Behind Softmax or Sigmoid.</summary>
    Probabilities,

    /// <summary>Behind LogSoftmax.</summary>
    LogProbabilities,
}
