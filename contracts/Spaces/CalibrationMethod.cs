namespace AutoCompress.Spaces;

/// <summary>How the range of an activation is estimated for static int8.</summary>
public enum CalibrationMethod { MinMax, Percentile, Mse, Entropy }
