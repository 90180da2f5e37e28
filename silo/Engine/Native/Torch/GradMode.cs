namespace AutoCompress.Engine.Native.Torch;

/// <summary>Switches autograd on or off for the calling thread until it is disposed.</summary>
internal readonly ref struct GradMode
{
    private readonly int _before;

    public GradMode(bool on)
    {
        Torch.Check(TorchNative.SetGradMode(on ? 1 : 0, out var before));
        _before = before;
    }

    public void Dispose() => Torch.Check(TorchNative.SetGradMode(_before, out _));
}
