using System.Runtime.InteropServices;

namespace AutoCompress.Engine.Native.Torch;

/// <summary>struct Arg of the shim.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NativeArgument
{
    [FieldOffset(0)]
    public TorchArgumentKind Kind;

    [FieldOffset(4)]
    public int Count;

    [FieldOffset(8)]
    public long Integer;

    [FieldOffset(8)]
    public nint Pointer;
}
