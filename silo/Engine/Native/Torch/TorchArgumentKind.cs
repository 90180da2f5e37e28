namespace AutoCompress.Engine.Native.Torch;

/// <summary>enum ArgKind of the shim.</summary>
internal enum TorchArgumentKind
{
    /// <summary>The schema's default is taken.</summary>
    Missing = 0,
    None = 1,
    Int = 2,
    Float = 3,
    Bool = 4,
    Tensor = 5,
    Ints = 6,
    Floats = 7,
    Tensors = 8,
    Text = 9,
}
