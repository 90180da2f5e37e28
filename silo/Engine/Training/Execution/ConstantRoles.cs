using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>Finds the constants that training moves.</summary>
internal static class ConstantRoles
{
    private static readonly int[] StatisticSlots = [3, 4];

    public static Dictionary<GraphValue, ConstantRole> Of(Plan plan, bool learnScales)
    {
        var roles = new Dictionary<GraphValue, ConstantRole>();
        foreach (var value in plan.Constants.Where(value => value.Type == ElementType.Float))
        {
            var uses = value.Uses.Where(use => use.Slot >= 0).ToList();
            if (uses.Exists(use => use.Node.Is("BatchNormalization") && StatisticSlots.Contains(use.Slot)))
            {
                roles[value] = ConstantRole.Statistic;
            }
            else if (uses.Exists(IsWeight))
            {
                roles[value] = ConstantRole.Weight;
            }
            else if (learnScales && FakeQuantization.IsScaleOfPairsOnly(value))
            {
                roles[value] = ConstantRole.Scale;
            }
        }

        return roles;
    }

    /// <summary>Whether the use is a weight's, if need be through Transpose, QuantizeLinear and the like.</summary>
    private static bool IsWeight(ValueUse use)
    {
        if (OperatorRegistry.Default.Find(use.Node) is not { } entry)
        {
            return false;
        }

        return entry.Weights.Contains(use.Slot)
            || IsBiasOfMatMul(use)
            || (entry.PassesWeights && use.Slot == 0
                && use.Node.Outputs.OfType<GraphValue>().Any(output => output.Uses.Any(next => next.Slot >= 0 && IsWeight(next))));
    }

    /// <summary>MatMul has no bias of its own: exporters write an Add behind it.</summary>
    private static bool IsBiasOfMatMul(ValueUse use) =>
        use.Node.Is("Add") && use.Node.Input(1 - use.Slot)?.Producer is { } producer && producer.Is("MatMul");
}
