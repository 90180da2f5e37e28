using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tensor = AutoCompress.Engine.Graph.Tensor;

namespace AutoCompress.Engine.Native.OnnxRuntime;

/// <summary>Pinned memory of one input or output, seen as floats whatever its type.</summary>
internal sealed class OrtBuffer : IDisposable
{
    private readonly ElementType _type;
    private readonly float[] _floats;
    private readonly byte[] _stored;
    private bool _filled;

    public unsafe OrtBuffer(ElementType type, long[] shape)
    {
        (_type, Shape) = (type, shape);
        _floats = GC.AllocateArray<float>(checked((int)Tensor.CountOf(shape)), pinned: true);
        if (type == ElementType.Float)
        {
            _stored = [];
            Value = OrtValue.CreateTensorValueFromMemory(_floats, shape);
            return;
        }

        _stored = GC.AllocateArray<byte>(checked((int)type.Bytes(_floats.Length)), pinned: true);
        fixed (byte* start = _stored)
        {
            Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, (TensorElementType)(int)type, shape, (nint)start, _stored.Length);
        }
    }

    /// <summary>Batch included.</summary>
    public long[] Shape { get; }

    public OrtValue Value { get; }

    /// <summary>For the caller to fill.</summary>
    public Span<float> Fill()
    {
        _filled = true;
        return _floats;
    }

    /// <summary>Brings what was filled in since the last time into the type of the buffer.</summary>
    public void Convert()
    {
        if (_filled && _type != ElementType.Float)
        {
            Elements.FromFloats(_type, _floats, _stored);
        }

        _filled = false;
    }

    public ReadOnlySpan<float> Read()
    {
        if (_type != ElementType.Float)
        {
            Elements.ToFloats(_type, _stored, _floats);
        }

        return _floats;
    }

    public Tensor Zeros() => new(_type, Shape, new byte[_type.Bytes(_floats.Length)]);

    public void Dispose() => Value.Dispose();
}
