namespace AutoCompress.Engine.Native.Torch;

/// <summary>An operator of libtorch, found once by its schema's name and then called by its handle. Keep it in a static field.</summary>
internal sealed class TorchOperator(string name, string overload = "")
{
    private nint _handle;

    public string Name => overload.Length == 0 ? name : $"{name}.{overload}";

    /// <summary>Found at the first use, so that naming an operator does not load libtorch.</summary>
    internal nint Handle
    {
        get
        {
            if (_handle == 0)
            {
                Torch.Check(TorchNative.FindOperator(name, overload, out var found));
                _handle = found;
            }

            return _handle;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
