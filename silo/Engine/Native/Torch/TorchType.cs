namespace AutoCompress.Engine.Native.Torch;

/// <summary>c10::ScalarType.</summary>
internal enum TorchType
{
    UInt8 = 0,
    Int8 = 1,
    Int16 = 2,
    Int32 = 3,
    Int64 = 4,
    Float16 = 5,
    Float = 6,
    Double = 7,
    Bool = 11,
    BFloat16 = 15,
}
