using System.Runtime.InteropServices;

namespace AutoCompress.Engine.Native.Torch;

/// <summary>A tensor of libtorch. Its native memory belongs to a <see cref="TorchScope"/>; no finalizer waits for it.</summary>
internal sealed unsafe class TorchTensor : IDisposable
{
    /// <summary>The device number of the CPU.</summary>
    public const int Cpu = -1;

    private const int MaxRank = 64;
    private nint _handle;

    internal TorchTensor(nint handle, TorchScope owner)
    {
        _handle = handle;
        owner.Adopt(this);
    }

    /// <summary>The scope that will free it.</summary>
    internal TorchScope? Owner { get; set; }

    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(TorchTensor));

    public TorchType Type
    {
        get
        {
            var shape = stackalloc long[MaxRank];
            Torch.Check(TorchNative.Info(Handle, out var type, out _, shape, MaxRank));
            return type;
        }
    }

    public long[] Shape
    {
        get
        {
            var shape = stackalloc long[MaxRank];
            Torch.Check(TorchNative.Info(Handle, out _, out var rank, shape, MaxRank));
            return new ReadOnlySpan<long>(shape, rank).ToArray();
        }
    }

    public int Rank
    {
        get
        {
            var shape = stackalloc long[MaxRank];
            Torch.Check(TorchNative.Info(Handle, out _, out var rank, shape, MaxRank));
            return rank;
        }
    }

    /// <summary>Where the elements lie while the tensor lives; 0 unless they lie row-major in the memory of the CPU, or there are none.</summary>
    public nint Data
    {
        get
        {
            Torch.Check(TorchNative.Data(Handle, out var data));
            return data;
        }
    }

    public bool RequiresGrad
    {
        set => Torch.Check(TorchNative.SetRequiresGrad(Handle, value ? 1 : 0));
    }

    /// <summary>A new tensor in the current scope, with a copy of <paramref name="data"/>.</summary>
    /// <param name="device">−1 for the CPU, otherwise the number of a CUDA device (untested so far).</param>
    /// <exception cref="AutoCompress.Trials.StepFailureException">There is no such device, or no memory.</exception>
    public static TorchTensor From<T>(ReadOnlySpan<T> data, TorchType type, ReadOnlySpan<long> shape, int device = Cpu) where T : unmanaged
    {
        fixed (T* bytes = data)
        fixed (long* sizes = shape)
        {
            byte empty;
            var source = bytes is null ? (void*)&empty : bytes;
            Torch.Check(TorchNative.Create(source, (long)data.Length * sizeof(T), type, sizes, shape.Length, device, out var handle));
            return new(handle, TorchScope.Current);
        }
    }

    public static TorchTensor From(ReadOnlySpan<float> data, params ReadOnlySpan<long> shape) => From(data, TorchType.Float, shape);

    public static TorchTensor From(ReadOnlySpan<long> data, params ReadOnlySpan<long> shape) => From(data, TorchType.Int64, shape);

    /// <summary>Overwrites the elements; the length must match. Autograd does not see it.</summary>
    public void Write<T>(ReadOnlySpan<T> data) where T : unmanaged
    {
        fixed (T* bytes = data)
        {
            Torch.Check(TorchNative.Write(Handle, bytes, (long)data.Length * sizeof(T)));
        }
    }

    /// <summary>Copies the elements, row-major; the length must match.</summary>
    public void Read<T>(Span<T> data) where T : unmanaged
    {
        fixed (T* bytes = data)
        {
            Torch.Check(TorchNative.Read(Handle, bytes, (long)data.Length * sizeof(T)));
        }
    }

    public T[] ToArray<T>() where T : unmanaged
    {
        var data = new T[Shape.Aggregate(1L, (product, size) => product * size)];
        Read(data.AsSpan());
        return data;
    }

    /// <summary>The only element of a float tensor.</summary>
    public float ToFloat()
    {
        var value = 0f;
        Read(MemoryMarshal.CreateSpan(ref value, 1));
        return value;
    }

    /// <summary>Frees the native memory now. Views of it stay valid.</summary>
    public void Dispose()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            Torch.Check(TorchNative.Free(handle));
        }
    }
}
