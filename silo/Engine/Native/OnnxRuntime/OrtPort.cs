using System.Collections.Immutable;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Native.OnnxRuntime;

/// <summary>An input or output of a session. <see cref="ElementType.Undefined"/> for what is no tensor.</summary>
/// <param name="Shape">Sizes and symbols; ONNX Runtime tells a scalar and an unknown rank alike: both are empty.</param>
public sealed record OrtPort(string Name, ElementType Type, ImmutableArray<Dim> Shape);
