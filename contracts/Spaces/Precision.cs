namespace AutoCompress.Spaces;

/// <summary>The number format of the shipped model.</summary>
public enum Precision { Fp32, Fp16, WeightInt8, DynamicInt8, Int8 }
