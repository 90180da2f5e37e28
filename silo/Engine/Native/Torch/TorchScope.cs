namespace AutoCompress.Engine.Native.Torch;

/// <summary>
/// Owns native tensors and frees them together. Scopes nest on a thread: what an operator makes belongs to the innermost one that was
/// entered, unless <see cref="Own"/> moves it into another (a detached scope holds what outlives a step, such as weights).
/// </summary>
internal sealed class TorchScope : IDisposable
{
    [ThreadStatic]
    private static TorchScope? _current;

    private readonly List<TorchTensor> _tensors = [];
    private TorchScope? _outer;
    private bool _entered;

    /// <summary>A detached scope: it owns only what is moved into it.</summary>
    public TorchScope()
    {
    }

    internal static TorchScope Current => _current ?? throw new InvalidOperationException("No TorchScope is entered on this thread.");

    /// <summary>A scope that owns every tensor made on this thread until it is disposed.</summary>
    public static TorchScope Enter()
    {
        var scope = new TorchScope { _outer = _current, _entered = true };
        _current = scope;
        return scope;
    }

    /// <summary>Takes <paramref name="tensor"/> over from its scope.</summary>
    public TorchTensor Own(TorchTensor tensor)
    {
        if (tensor.Owner != this)
        {
            Adopt(tensor);
        }

        return tensor;
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors)
        {
            if (tensor.Owner == this)
            {
                tensor.Dispose();
            }
        }

        _tensors.Clear();
        if (_entered)
        {
            _entered = false;
            _current = _outer;
        }
    }

    internal void Adopt(TorchTensor tensor)
    {
        tensor.Owner = this;
        _tensors.Add(tensor);
    }
}
