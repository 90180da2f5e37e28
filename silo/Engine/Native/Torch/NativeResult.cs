using System.Runtime.InteropServices;

namespace AutoCompress.Engine.Native.Torch;

/// <summary>struct Result of the shim.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NativeResult
{
    [FieldOffset(0)]
    public TorchArgumentKind Kind;

    [FieldOffset(8)]
    public long Integer;

    [FieldOffset(8)]
    public double Real;

    [FieldOffset(8)]
    public nint Pointer;
}
