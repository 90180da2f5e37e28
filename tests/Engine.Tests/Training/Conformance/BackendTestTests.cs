using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Training.Conformance;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Training.Conformance;

/// <summary>ONNX's own backend tests (Debian: libonnx-testdata) on the trainer.</summary>
public sealed class BackendTestTests
{
    /// <summary>They cut bfloat16 off; ONNX has since said that it is rounded, as ONNX Runtime and the trainer do.</summary>
    private static readonly string[] CuttingOff = ["test_cast_FLOAT_to_BFLOAT16", "test_castlike_FLOAT_to_BFLOAT16", "test_castlike_FLOAT_to_BFLOAT16_expanded"];

    [Fact]
    public void FirstDifference_EveryCoreTest_IsNullButForTheNamedExceptions()
    {
        SkipWithoutData();
        var tests = CoreTests.Names.SelectMany(kind => kind.Value.Select(name => (Name: name, Folder: OnnxTestData.Folder(kind.Key, name)))).ToList();

        var faults = tests.Select(test => (test.Name, Fault: Fault(test.Folder))).Where(test => test.Fault is not null).ToDictionary(test => test.Name, test => test.Fault);

        Assert.Equal(679, tests.Count);
        Assert.True(
            faults.Keys.Order(StringComparer.Ordinal).SequenceEqual(CoreTests.Exceptions.Keys),
            $"{faults.Count} do not pass; {CoreTests.Exceptions.Count} exceptions are named\n{string.Join('\n', faults)}");
        Assert.True(faults.Count <= 0.02 * tests.Count);
    }

    /// <summary>Models of one operator's definition in terms of others, and all else that the trainer says it can run.</summary>
    [Fact]
    public void FirstDifference_EveryOtherTestThatItRuns_IsNull()
    {
        SkipWithoutData();
        var core = CoreTests.Names.Values.SelectMany(names => names).ToHashSet(StringComparer.Ordinal);
        var folders = OnnxTestData.Folders([.. CoreTests.Names.Keys]).Where(folder => !core.Contains(Path.GetFileName(folder)) && !CuttingOff.Contains(Path.GetFileName(folder)));

        var faults = folders.Select(folder => (Folder: folder, Fault: Fault(folder))).Where(test => test.Fault is not null).ToLookup(test => test.Fault!.StartsWith("unsupported", StringComparison.Ordinal));

        Assert.True(!faults[false].Any(), string.Join('\n', faults[false]));
        Assert.True(faults[true].Count() <= 195, $"{faults[true].Count()} are not supported\n{string.Join('\n', faults[true])}");
    }

    /// <summary>Where a test and ONNX Runtime part, the trainer goes with ONNX Runtime.</summary>
    [Theory]
    [InlineData("test_resize_downsample_scales_cubic_align_corners")]
    [InlineData("test_resize_downsample_scales_linear_align_corners")]
    public void Run_ExceptionByOnnxRuntime_AgreesWithOnnxRuntime(string name)
    {
        SkipWithoutData();
        var folder = OnnxTestData.Folder("node", name);
        Agreement.Check(OnnxFile.Load(Path.Combine(folder, "model.onnx")), [.. OnnxTestData.Inputs(folder)!]);
    }

    [Fact]
    public void FirstDifference_WrongExpectation_SaysWhere()
    {
        SkipWithoutData();
        var files = OnnxTestData.Files(OnnxTestData.Folder("node", "test_add"));
        var (output, input) = (BackendTest.FileOf(0, "output", 0), BackendTest.FileOf(0, "input", 0));

        var difference = BackendTest.FirstDifference(Path.Combine(OnnxTestData.Folder("node", "test_add"), "model.onnx"), files.SetItem(output, files[input]));

        Assert.Contains("data set 0, output 'sum': element 0 of 60", difference, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test_if")]
    [InlineData("test_loop11")]
    [InlineData("test_unique_not_sorted_without_axis")]
    public void FirstDifference_OperatorThatOnlyOnnxRuntimeRuns_CountsAsUnsupported(string name)
    {
        SkipWithoutData();

        Assert.StartsWith("unsupported: The trainer does not know", Fault(OnnxTestData.Folder("node", name)), StringComparison.Ordinal);
    }

    private static void SkipWithoutData()
    {
        if (!OnnxTestData.Exists)
        {
            Assert.Skip("ONNX's test data is not installed (Debian: libonnx-testdata).");
        }
    }

    private static string? Fault(string folder)
    {
        try
        {
            return BackendTest.FirstDifference(Path.Combine(folder, "model.onnx"), OnnxTestData.Files(folder));
        }
        catch (StepFailureException e)
        {
            return e.Cause == FailureCause.Unsupported ? $"unsupported: {e.Message}" : e.Message;
        }
    }
}
