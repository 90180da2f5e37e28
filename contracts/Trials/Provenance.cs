namespace AutoCompress.Trials;

/// <summary>How a <see cref="Measurement"/> was obtained.</summary>
public enum Provenance
{
    /// <summary>Observed on the target, with noise.</summary>
    Measured,

    /// <summary>Counted; every count gives the same value.</summary>
    Exact,

    /// <summary>Computed by a stated model from other values.</summary>
    Estimated,
}
