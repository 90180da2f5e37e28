using System.Text.RegularExpressions;
using AutoCompress.Engine.Graph;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Native.OnnxRuntime;

/// <summary>Names the node that ONNX Runtime has no kernel for: its own words name neither the node's domain and opset nor a way out.</summary>
internal static partial class MissingKernel
{
    /// <summary>Null when the refusal has another cause.</summary>
    public static StepFailureException? Explain(ModelGraph graph, StepFailureException refusal)
    {
        if (Words().Match(refusal.Message) is not { Success: true } match
            || graph.Nodes.FirstOrDefault(node => node.OpType == match.Groups["operator"].Value && Domain(node) == Known(match.Groups["domain"].Value)) is not { } node)
        {
            return null;
        }

        var domain = Domain(node);
        var version = graph.Header.Opsets.GetValueOrDefault(domain);
        return new(
            refusal.Cause,
            $"ONNX Runtime {OrtRuntime.Version} has no kernel for {node} (opset {version} of {(domain.Length == 0 ? "ONNX" : domain)}), so that the model cannot be run at all. "
            + $"Export the model with ONNX's own operators of an older opset in its place, or cut it off the model. ({refusal.Message})",
            refusal);
    }

    private static string Domain(GraphNode node) => Known(node.Domain);

    private static string Known(string domain) => domain == "ai.onnx" ? "" : domain;

    [GeneratedRegex(@"(Fatal error: (?<domain>[^:\s]*):(?<operator>\w+)\(-?\d+\) is not a registered function/op)|(Could not find an implementation for ((?<domain>[\w.]+)[.:])?(?<operator>\w+)\(-?\d+\) node)|(No Op registered for (?<operator>\w+) with domain_version)", RegexOptions.ExplicitCapture)]
    private static partial Regex Words();
}
