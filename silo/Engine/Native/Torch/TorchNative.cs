using System.Runtime.InteropServices;

namespace AutoCompress.Engine.Native.Torch;

/// <summary>The exports of torch_shim.cpp. Each returns a <see cref="TorchCode"/>.</summary>
internal static unsafe partial class TorchNative
{
    private const string Library = "autocompress_torch";

    /// <summary>
    /// OpenMP threads that wait by spinning make a training step up to 15 times slower beside a busy neighbour. OpenMP reads this when it
    /// is loaded, so it is set before the first call, unless the parent process has said something else; .NET's own setter does not
    /// reach native code.
    /// </summary>
    static TorchNative() => _ = SetEnvironment("OMP_WAIT_POLICY", "passive", 0);

    [LibraryImport(Library, EntryPoint = "ac_last_error")]
    internal static partial int LastError(byte* buffer, int capacity);

    [LibraryImport(Library, EntryPoint = "ac_version")]
    internal static partial int Version(byte* buffer, int capacity);

    [LibraryImport(Library, EntryPoint = "ac_live_tensors")]
    internal static partial int LiveTensors(out long count);

    [LibraryImport(Library, EntryPoint = "ac_operator_find", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int FindOperator(string name, string overload, out nint found);

    [LibraryImport(Library, EntryPoint = "ac_call")]
    internal static partial int Call(nint op, NativeArgument* arguments, int count, NativeResult* results, int capacity, int* returned);

    [LibraryImport(Library, EntryPoint = "ac_tensor_create")]
    internal static partial int Create(void* data, long bytes, TorchType type, long* shape, int rank, int device, out nint tensor);

    [LibraryImport(Library, EntryPoint = "ac_tensor_write")]
    internal static partial int Write(nint tensor, void* data, long bytes);

    [LibraryImport(Library, EntryPoint = "ac_tensor_read")]
    internal static partial int Read(nint tensor, void* data, long bytes);

    [LibraryImport(Library, EntryPoint = "ac_tensor_data")]
    internal static partial int Data(nint tensor, out nint data);

    [LibraryImport(Library, EntryPoint = "ac_tensor_info")]
    internal static partial int Info(nint tensor, out TorchType type, out int rank, long* shape, int capacity);

    [LibraryImport(Library, EntryPoint = "ac_tensor_set_requires_grad")]
    internal static partial int SetRequiresGrad(nint tensor, int on);

    [LibraryImport(Library, EntryPoint = "ac_tensor_free")]
    internal static partial int Free(nint tensor);

    [LibraryImport(Library, EntryPoint = "ac_gradients")]
    internal static partial int Gradients(nint scalar, nint* inputs, int count, nint* gradients);

    [LibraryImport(Library, EntryPoint = "ac_set_grad_mode")]
    internal static partial int SetGradMode(int on, out int before);

    [LibraryImport(Library, EntryPoint = "ac_seed")]
    internal static partial int Seed(ulong seed);

    [LibraryImport(Library, EntryPoint = "ac_set_threads")]
    internal static partial int SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "ac_get_threads")]
    internal static partial int GetThreads(out int threads);

    [LibraryImport(Library, EntryPoint = "ac_set_interop_threads")]
    internal static partial int SetInteropThreads(int threads);

    [LibraryImport(Library, EntryPoint = "ac_has_cuda")]
    internal static partial int HasCuda(out int present);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
