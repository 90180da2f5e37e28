using System.Globalization;
using System.Text;
using AutoCompress.Engine.Tests.Training.Conformance;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Engine.Training.Operators;

namespace AutoCompress.Engine.Tests.Training.Operators;

/// <summary>docs/operators.md, from the registry.</summary>
internal static class OperatorDocument
{
    public const string Path = "docs/operators.md";

    public static string Write()
    {
        var total = CoreTests.Names.Values.Sum(names => names.Length);
        var passed = total - CoreTests.Exceptions.Count;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Operators that the trainer runs

            Generated from the operator registry by `make generated-docs`; a test holds it up to date.

            The trainer follows the ONNX definitions of opsets 7 to {OperatorVersions.Newest}, and runs what older models still use. `./autocompress conformance
            FOLDER` runs ONNX's backend tests on it, each in a child process. Of the {total} tests that matter for inference graphs
            (`tests/Engine.Tests/Fixtures/onnx-core-tests.json`) {passed} pass, {100.0 * passed / total:0.0} %.

            ## Core tests that do not pass

            | test | reason |
            |---|---|

            """);
        foreach (var (name, reason) in CoreTests.Exceptions)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {reason} |\n");
        }

        text.Append("""

            ## Types

            Computed as they are: float, double, bool, int8, int16, int32, int64, uint8. float16 and bfloat16 are computed in 32 bits and rounded
            after every operator, as ONNX Runtime's CPU kernels do. uint16, uint32, uint4 and int4 are carried by wider integers and wrap around
            like their own type; uint64 is carried by int64, so it holds numbers below 2^63. Text, complex numbers, 8-bit floats, sequences, maps
            and optionals cannot be held: they may pass between nodes, which then run on ONNX Runtime, but not come in or go out.

            ## Operators

            All are of the default domain. *Trains* says whether a gradient passes through; each of these gradients is compared with finite
            differences in double precision by a test. An operator that is not listed runs on ONNX Runtime, and no gradient passes (see
            [pruning.md](pruning.md)); conformance counts it as not supported.

            | operator | defined or changed in opset | trains |
            |---|---|---|

            """);
        foreach (var (name, entry) in OperatorRegistry.Default.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {string.Join(", ", OperatorVersions.All[name])} | {(entry.Trains ? "yes" : "no")} |\n");
        }

        return text.ToString();
    }
}
