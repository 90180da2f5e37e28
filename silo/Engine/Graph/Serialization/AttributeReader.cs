using System.Text;
using Google.Protobuf;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace AutoCompress.Engine.Graph.Serialization;

internal sealed class AttributeReader(TensorReader tensors)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public void Read(NodeProto proto, GraphNode node, string what)
    {
        foreach (var attribute in proto.Attribute)
        {
            if (attribute.Name.Length == 0 || !node.Attributes.TryAdd(attribute.Name, Read(attribute, what)))
            {
                throw Invalid.Model($"{what} has the attribute '{attribute.Name}' twice, or one without a name.");
            }
        }
    }

    private AttributeValue Read(AttributeProto attribute, string what)
    {
        switch (attribute.HasType && attribute.Type != Kind.Undefined ? attribute.Type : Guess(attribute))
        {
            case Kind.Int:
                return new AttributeValue.Int(attribute.I);
            case Kind.Float:
                return new AttributeValue.Float(attribute.F);
            case Kind.Ints:
                return new AttributeValue.Ints([.. attribute.Ints]);
            case Kind.Floats:
                return new AttributeValue.Floats([.. attribute.Floats]);
            case Kind.Tensor when attribute.T is not null:
                return new AttributeValue.Constant(tensors.Read(attribute.T, $"attribute '{attribute.Name}' of {what}"));
            case Kind.String when Text(attribute.S) is { } text:
                return new AttributeValue.Text(text);
            case Kind.Strings when attribute.Strings.Select(Text).ToArray() is var texts && Array.TrueForAll(texts, text => text is not null):
                return new AttributeValue.Texts([.. texts!]);
            default:
                new ExternalInliner(tensors).Inline(attribute, what);
                return new AttributeValue.Opaque(attribute.ToByteArray());
        }
    }

    /// <summary>Files before IR 2 (and careless writers) leave the type out: the field that is set tells it.</summary>
    private static Kind Guess(AttributeProto attribute) => attribute switch
    {
        { RefAttrName.Length: > 0 } => Kind.Undefined,
        { HasI: true } => Kind.Int,
        { HasF: true } => Kind.Float,
        { HasS: true } => Kind.String,
        { T: not null } => Kind.Tensor,
        { Ints.Count: > 0 } => Kind.Ints,
        { Floats.Count: > 0 } => Kind.Floats,
        { Strings.Count: > 0 } => Kind.Strings,
        _ => Kind.Undefined,
    };

    private static string? Text(ByteString bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
