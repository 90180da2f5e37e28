using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Native.Torch;

/// <summary>libtorch through one boxed entry point: every ATen operator by the name of its schema.</summary>
internal static unsafe class Torch
{
    private const int MaxResults = 8;
    private const int ManyResults = 1024;
    private const int StackWords = 256;

    /// <summary>libtorch's version, for example "1.13.1".</summary>
    public static string Version
    {
        get
        {
            var buffer = stackalloc byte[64];
            Check(TorchNative.Version(buffer, 64));
            return Text(buffer);
        }
    }

    /// <summary>Native tensors that are held from here, in the whole process.</summary>
    public static long LiveTensors
    {
        get
        {
            Check(TorchNative.LiveTensors(out var count));
            return count;
        }
    }

    public static bool HasCuda
    {
        get
        {
            Check(TorchNative.HasCuda(out var present));
            return present != 0;
        }
    }

    /// <summary>Threads inside an operator; belongs to the calling thread.</summary>
    public static int Threads
    {
        get
        {
            Check(TorchNative.GetThreads(out var threads));
            return threads;
        }

        set => Check(TorchNative.SetThreads(value));
    }

    public static void Seed(ulong seed) => Check(TorchNative.Seed(seed));

    /// <summary>Calls an operator that returns one tensor (further ones are freed with the scope).</summary>
    public static TorchTensor Call(TorchOperator op, params ReadOnlySpan<TorchArgument> arguments)
    {
        var results = stackalloc NativeResult[MaxResults];
        var count = Invoke(op, arguments, results, MaxResults);
        var scope = TorchScope.Current;
        TorchTensor? first = null;
        for (var i = 0; i < count; i++)
        {
            if (results[i].Kind == TorchArgumentKind.Tensor)
            {
                var tensor = new TorchTensor(results[i].Pointer, scope);
                first ??= tensor;
            }
        }

        return first ?? throw new TorchException($"{op} returned no tensor.");
    }

    /// <summary>Calls an operator for its effect; tensors that it returns (aliases, mostly) are let go at once.</summary>
    public static void Do(TorchOperator op, params ReadOnlySpan<TorchArgument> arguments)
    {
        var results = stackalloc NativeResult[MaxResults];
        var count = Invoke(op, arguments, results, MaxResults);
        for (var i = 0; i < count; i++)
        {
            if (results[i].Kind == TorchArgumentKind.Tensor)
            {
                Check(TorchNative.Free(results[i].Pointer));
            }
        }
    }

    /// <summary>Calls an operator that returns several tensors or a list of them.</summary>
    public static TorchTensor[] CallMany(TorchOperator op, params ReadOnlySpan<TorchArgument> arguments)
    {
        var buffer = ArrayPool<NativeResult>.Shared.Rent(ManyResults);
        try
        {
            fixed (NativeResult* results = buffer)
            {
                var tensors = new TorchTensor[Invoke(op, arguments, results, ManyResults)];
                var scope = TorchScope.Current;
                for (var i = 0; i < tensors.Length; i++)
                {
                    tensors[i] = new(results[i].Pointer, scope);
                }

                return tensors;
            }
        }
        finally
        {
            ArrayPool<NativeResult>.Shared.Return(buffer);
        }
    }

    /// <summary>The gradients of a scalar; null for a tensor that it does not depend on.</summary>
    /// <param name="scalar">Made with autograd on; its graph is freed.</param>
    public static void Gradients(TorchTensor scalar, ReadOnlySpan<TorchTensor> inputs, Span<TorchTensor?> gradients)
    {
        Span<nint> handles = inputs.Length <= StackWords ? stackalloc nint[2 * inputs.Length] : new nint[2 * inputs.Length];
        var found = handles[inputs.Length..];
        for (var i = 0; i < inputs.Length; i++)
        {
            handles[i] = inputs[i].Handle;
        }

        fixed (nint* from = handles, to = found)
        {
            Check(TorchNative.Gradients(scalar.Handle, from, inputs.Length, to));
        }

        var scope = TorchScope.Current;
        for (var i = 0; i < inputs.Length; i++)
        {
            gradients[i] = found[i] == 0 ? null : new(found[i], scope);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(int code)
    {
        if (code != 0)
        {
            Throw(code);
        }
    }

    private static int Invoke(TorchOperator op, ReadOnlySpan<TorchArgument> arguments, NativeResult* results, int capacity)
    {
        var words = WordsOf(arguments);
        var rented = words > StackWords ? ArrayPool<long>.Shared.Rent(words) : null;
        Span<long> scratch = rented ?? stackalloc long[StackWords];
        var native = stackalloc NativeArgument[arguments.Length];
        int count;
        fixed (long* memory = scratch)
        {
            var free = memory;
            for (var i = 0; i < arguments.Length; i++)
            {
                native[i] = Lower(arguments[i], ref free);
            }

            Check(TorchNative.Call(op.Handle, native, arguments.Length, results, capacity, &count));
        }

        if (rented is not null)
        {
            ArrayPool<long>.Shared.Return(rented);
        }

        return count;
    }

    private static int WordsOf(ReadOnlySpan<TorchArgument> arguments)
    {
        var words = 0;
        foreach (var argument in arguments)
        {
            words += argument.Reference switch
            {
                Array list => list.Length,
                string text => Encoding.UTF8.GetMaxByteCount(text.Length) / sizeof(long) + 1,
                _ => 0,
            };
        }

        return words;
    }

    /// <summary>Lists are copied behind each other into <paramref name="free"/>, which stays put during the call.</summary>
    private static NativeArgument Lower(TorchArgument argument, ref long* free)
    {
        var native = new NativeArgument { Kind = argument.Kind, Integer = argument.Bits };
        switch (argument.Reference)
        {
            case TorchTensor tensor:
                native.Pointer = tensor.Handle;
                break;
            case long[] list:
                native.Count = list.Length;
                native.Pointer = (nint)free;
                list.CopyTo(new Span<long>(free, list.Length));
                free += list.Length;
                break;
            case double[] list:
                native.Count = list.Length;
                native.Pointer = (nint)free;
                list.CopyTo(new Span<double>(free, list.Length));
                free += list.Length;
                break;
            case TorchTensor?[] list:
                native.Count = list.Length;
                native.Pointer = (nint)free;
                foreach (var tensor in list)
                {
                    *free++ = tensor?.Handle ?? 0;
                }

                break;
            case string text:
                native.Count = Encoding.UTF8.GetBytes(text, new Span<byte>(free, Encoding.UTF8.GetMaxByteCount(text.Length)));
                native.Pointer = (nint)free;
                free += (native.Count / sizeof(long)) + 1;
                break;
        }

        return native;
    }

    private static string Text(byte* buffer) => Encoding.UTF8.GetString(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer));

    private static void Throw(int code)
    {
        var buffer = stackalloc byte[4096];
        _ = TorchNative.LastError(buffer, 4096);
        var message = Text(buffer);
        throw (TorchCode)code switch
        {
            TorchCode.OutOfMemory => new StepFailureException(
                FailureCause.OutOfMemory, $"libtorch ran out of memory: {message}. Use a smaller batch or a smaller model."),
            TorchCode.NoDevice => new StepFailureException(
                FailureCause.MissingDevice, $"{message}. Train on the CPU, or build the shim against a libtorch with CUDA."),
            _ => new TorchException(message),
        };
    }
}
