namespace AutoCompress.Engine.Quantizing.Placement;

/// <summary>How ONNX Runtime computes an operator that stands between DequantizeLinear and QuantizeLinear.</summary>
internal enum IntegerForm
{
    /// <summary>In float: no integer kernel.</summary>
    None,

    /// <summary>QLinearConv, QGemm, QLinearMatMul: 8-bit products with a constant weight, 32-bit sums.</summary>
    Contraction,

    /// <summary>QLinearAdd, QLinearMul, QLinearConcat: every operand is quantized, each on its own scale.</summary>
    Joint,

    /// <summary>QLinearGlobalAveragePool and its like: one operand, a scale of its own for the result.</summary>
    Unary,

    /// <summary>The operator moves or selects codes; its result has the scale of its operand.</summary>
    Movement,
}
