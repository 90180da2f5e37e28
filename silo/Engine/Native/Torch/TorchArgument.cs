namespace AutoCompress.Engine.Native.Torch;

/// <summary>One argument of a boxed call; made by the implicit conversions. <c>default</c> takes the schema's default.</summary>
internal readonly struct TorchArgument
{
    private TorchArgument(TorchArgumentKind kind, long bits, object? reference) => (Kind, Bits, Reference) = (kind, bits, reference);

    internal TorchArgumentKind Kind { get; }

    internal long Bits { get; }

    internal object? Reference { get; }

    public static TorchArgument None { get; } = new(TorchArgumentKind.None, 0, null);

    public static implicit operator TorchArgument(long value) => new(TorchArgumentKind.Int, value, null);

    public static implicit operator TorchArgument(double value) => new(TorchArgumentKind.Float, BitConverter.DoubleToInt64Bits(value), null);

    public static implicit operator TorchArgument(bool value) => new(TorchArgumentKind.Bool, value ? 1 : 0, null);

    /// <summary>Null is None.</summary>
    public static implicit operator TorchArgument(TorchTensor? value) => value is null ? None : new(TorchArgumentKind.Tensor, value.Handle, value);

    public static implicit operator TorchArgument(long[] value) => new(TorchArgumentKind.Ints, 0, value);

    public static implicit operator TorchArgument(double[] value) => new(TorchArgumentKind.Floats, 0, value);

    public static implicit operator TorchArgument(TorchTensor?[] value) => new(TorchArgumentKind.Tensors, 0, value);

    public static implicit operator TorchArgument(string value) => new(TorchArgumentKind.Text, 0, value);
}
