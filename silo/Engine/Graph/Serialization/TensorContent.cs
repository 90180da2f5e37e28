namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>Tensors are equal when type, shape and every byte are. Texts are never called equal: they are rare.</summary>
internal sealed class TensorContent : IEqualityComparer<Tensor>
{
    public static TensorContent Equality { get; } = new();

    public bool Equals(Tensor? x, Tensor? y) => ReferenceEquals(x, y)
        || (x is { Texts: null } && y is { Texts: null } && x.Type == y.Type && x.Shape.SequenceEqual(y.Shape) && x.Data.Span.SequenceEqual(y.Data.Span));

    public int GetHashCode(Tensor tensor)
    {
        var hash = new HashCode();
        hash.Add(tensor.Type);
        hash.AddBytes(tensor.Data.Span);
        return hash.ToHashCode();
    }
}
