using System.Buffers;
using AutoCompress.Engine.Graph;
using AutoCompress.Trials;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tensor = AutoCompress.Engine.Graph.Tensor;

namespace AutoCompress.Engine.Native.OnnxRuntime;

/// <summary>Tensors across the border to ONNX Runtime.</summary>
internal static class OrtValues
{
    private static readonly byte[] Nothing = new byte[8];

    /// <summary>A value over the tensor's own memory, which stays pinned until <paramref name="pin"/> is disposed.</summary>
    public static unsafe OrtValue Wrap(Tensor tensor, out MemoryHandle pin)
    {
        if (tensor.Texts is { } texts)
        {
            pin = default;
            var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, tensor.Shape.ToArray());
            for (var i = 0; i < texts.Count; i++)
            {
                value.StringTensorSetElementAt(texts[i].Span, i);
            }

            return value;
        }

        pin = (tensor.Data.IsEmpty ? Nothing : tensor.Data).Pin();
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, (TensorElementType)(int)tensor.Type, tensor.Shape.ToArray(), (nint)pin.Pointer, tensor.Data.Length);
    }

    /// <summary>A value over memory that the caller keeps alive.</summary>
    /// <param name="data">The elements, row-major; not 0.</param>
    public static OrtValue Wrap(ElementType type, long[] shape, nint data) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, (TensorElementType)(int)type, shape, data, type.Bytes(Tensor.CountOf(shape)));

    /// <summary><see cref="ElementType.Undefined"/> for what is no tensor.</summary>
    public static ElementType TypeOf(OrtValue value) =>
        value.IsTensor ? (ElementType)(int)value.GetTensorTypeAndShape().ElementDataType : ElementType.Undefined;

    public static long[] ShapeOf(OrtValue value) => value.GetTensorTypeAndShape().Shape;

    /// <summary>The elements of a tensor of numbers, where they lie.</summary>
    public static ReadOnlySpan<byte> Bytes(OrtValue value) =>
        value.GetTensorTypeAndShape().ElementCount == 0 ? [] : value.GetTensorMutableRawData();

    /// <summary>A copy of the value's data.</summary>
    /// <exception cref="StepFailureException">The value is a sequence, a map or an empty optional.</exception>
    public static Tensor Copy(OrtValue value, string name)
    {
        if (!value.IsTensor)
        {
            throw new StepFailureException(FailureCause.Unsupported, $"Output '{name}' is no tensor but {value.OnnxType}.");
        }

        var info = value.GetTensorTypeAndShape();
        if (info.ElementDataType != TensorElementType.String)
        {
            return new((ElementType)(int)info.ElementDataType, info.Shape, Bytes(value).ToArray());
        }

        var texts = new ReadOnlyMemory<byte>[info.ElementCount];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = value.GetStringElementAsSpan(i).ToArray();
        }

        return new(info.Shape, texts);
    }
}
