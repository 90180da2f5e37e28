using System.Runtime.InteropServices;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using FsCheck;
using FsCheck.Fluent;

namespace AutoCompress.Engine.Tests.Data;

public sealed class NumpyDatasetTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Npy_AnyFloats_ComeBack() => Prop.ForAll(ArbMap.Default.ArbFor<(float[] Values, PositiveInt Width)>(), given =>
    {
        var width = 1 + (given.Width.Get % 4);
        var rows = given.Values.Length / width;
        return rows == 0 || RoundTrip("<f4", given.Values[..(rows * width)], value => value, rows, width);
    }).Check(Config.QuickThrowOnFailure.WithReplay(5, 1));

    [Fact]
    public void Npy_AnyType_ComesBackAsFloats()
    {
        Assert.True(RoundTrip<byte>("|u1", [0, 255, 7, 9], value => value, 2, 2));
        Assert.True(RoundTrip<sbyte>("|i1", [-128, 127], value => value, 1, 2));
        Assert.True(RoundTrip<ushort>("<u2", [0, 65535], value => value, 2, 1));
        Assert.True(RoundTrip<short>("<i2", [-32768, 32767], value => value, 2, 1));
        Assert.True(RoundTrip<int>("<i4", [-5, 1 << 24], value => value, 2, 1));
        Assert.True(RoundTrip<uint>("<u4", [5, 1 << 24], value => value, 2, 1));
        Assert.True(RoundTrip<long>("<i8", [-5, 30522], value => value, 1, 2));
        Assert.True(RoundTrip<ulong>("<u8", [5, 30522], value => value, 1, 2));
        Assert.True(RoundTrip("<f2", [(Half)0.5f, (Half)(-2)], value => (float)value, 1, 2));
        Assert.True(RoundTrip("<f8", [0.5, 1e-3], value => (float)value, 1, 2));
    }

    [Fact]
    public void Npy_Image_KeepsItsShapeAndLabels()
    {
        var data = Load(NumpyBytes.Npy("|u1", new byte[24], 2, 3, 4), NumpyBytes.Npy("<i8", [4L, 0L], 2));

        Assert.Equal([3, 4], data.SampleShape);
        Assert.Equal([4, 0], data.Labels);
    }

    [Fact]
    public void Npy_ShortenedWhileRead_SaysSo()
    {
        var path = _folder.Write("x.npy", NumpyBytes.Npy("<f4", new float[6], 3, 2));
        var data = Load(path, _folder.Write("y.npy", NumpyBytes.Npy("<i4", [0, 1, 2], 3)), scaled: true);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^8]);

        Assert.Contains("became shorter", DataFolder.Refusal(() => DataFolder.Sample(data, 2)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1, 1), }", "type '>f4'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 1), }", "(a structure)")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }", "type '|O'")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", "column by column")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "without shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 1), }", "impossible shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999, 99999999999), }", "bytes of data after its header")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }", "should hold 8 bytes of data after its header, but holds 4")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "swapped")]
    public void Npy_BadHeader_IsRefused(string dictionary, string expected) =>
        Assert.Contains(expected, DataFolder.Refusal(() => Load(NumpyBytes.Raw(dictionary, new byte[4]), NumpyBytes.Npy("<i8", [0L], 1))), StringComparison.Ordinal);

    [Fact]
    public void Npy_AnyPrefix_IsRefused()
    {
        var whole = NumpyBytes.Npy("<f4", new float[4], 2, 2);
        for (var length = 0; length < whole.Length; length++)
        {
            DataFolder.Refusal(() => Load(whole[..length], NumpyBytes.Npy("<i8", [0L, 0L], 2)));
        }
    }

    [Fact]
    public void Npy_NoScaleForBytes_AsksForIt()
    {
        var (samples, labels) = (_folder.Write("x.npy", NumpyBytes.Npy("|u1", new byte[2], 2, 1)), _folder.Write("y.npy", NumpyBytes.Npy("|u1", new byte[2], 2)));

        Assert.Contains("data.scale", DataFolder.Refusal(() => Load(samples, labels, scaled: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Npy_LabelsOfAnotherKind_AreRefused()
    {
        Assert.Contains("whole numbers", Refusal(NumpyBytes.Npy("<f4", new float[2], 2)), StringComparison.Ordinal);
        Assert.Contains("argmax", Refusal(NumpyBytes.Npy("|u1", new byte[20], 2, 10)), StringComparison.Ordinal);
        Assert.Contains("label -1", Refusal(NumpyBytes.Npy("<i8", [0L, -1L], 2)), StringComparison.Ordinal);
        Assert.Contains("holds 2 samples, but", Refusal(NumpyBytes.Npy("<i8", new long[3], 3)), StringComparison.Ordinal);

        string Refusal(byte[] labels) => DataFolder.Refusal(() => Load(NumpyBytes.Npy("<f4", new float[2], 2, 1), labels));
    }

    [Fact]
    public void Npy_MissingFile_NamesIt() =>
        Assert.Contains("none.npy is not there", DataFolder.Refusal(() => NpyFile.Labels(Path.Combine(_folder.Path, "none.npy"), StudyTask.Classification, null)), StringComparison.Ordinal);

    [Fact]
    public void Npz_UsualNames_AreFoundForEachSplit()
    {
        var path = _folder.Write("mnist.npz", NumpyBytes.Npz(
            ("x_train", NumpyBytes.Npy<byte>("|u1", [1, 2, 3], 3, 1)), ("y_train", NumpyBytes.Npy<byte>("|u1", [0, 1, 2], 3)),
            ("x_test", NumpyBytes.Npy("<f4", [7f], 1, 1)), ("y_test", NumpyBytes.Npy("<i4", [1], 1))));

        var (train, test) = (Npz(path), Npz(path, split: "test"));

        Assert.Equal([0, 1, 2], train.Labels);
        Assert.Equal([3f], DataFolder.Sample(train, 2));
        Assert.Equal([1], test.Labels);
        Assert.Equal([7f], DataFolder.Sample(test, 0));
    }

    [Fact]
    public void Npz_ArrayIsNotThere_ListsThoseThatAre()
    {
        var path = _folder.Write("d.npz", NumpyBytes.Npz(("images", NumpyBytes.Npy("<f4", [7f], 1, 1)), ("y", NumpyBytes.Npy("<i4", [1], 1))));

        Assert.Contains("no array x or x_train, only images, y. Give data.samples_array", DataFolder.Refusal(() => Npz(path)), StringComparison.Ordinal);
        Assert.Equal([1], Npz(path, "images", "y").Labels);
    }

    [Fact]
    public void Npz_DeclaresMoreThanItHolds_IsRefusedBeforeAnythingIsAllocated()
    {
        var bomb = NumpyBytes.Raw("{'descr': '<f4', 'fortran_order': False, 'shape': (500000000, 1), }", []);
        var path = _folder.Write("d.npz", NumpyBytes.Npz(("x", bomb), ("y", NumpyBytes.Npy("<i4", [1], 1))));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("declares 2000000", DataFolder.Refusal(() => Npz(path)), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Npz_NoZip_IsDamaged() =>
        Assert.Contains("is damaged", DataFolder.Refusal(() => Npz(_folder.Write("d.npz", [1, 2, 3]))), StringComparison.Ordinal);

    [Fact]
    public void Npy_SeveralInputs_StayApart()
    {
        var spec = new DataSpec
        {
            Train = "",
            Test = "",
            Format = DataFormat.Npy,
            Inputs = [new() { Name = "ids", Train = _folder.Write("i.npy", NumpyBytes.Npy("<i8", [1L, 2, 3, 4], 2, 2)) }, new() { Name = "x", Train = _folder.Write("x.npy", NumpyBytes.Npy("<f4", [5f, 6], 2, 1)), Scale = 10 }],
            TrainLabels = _folder.Write("y.npy", NumpyBytes.Npy("<i8", [0L, 1], 2)),
        };

        var data = NpyDataset.Load(spec, StudyTask.Classification, isTest: false);
        var sample = new float[3];
        data.Whole().Read(1, Normalisation.Of(spec), sample);

        Assert.Equal([3f, 4, 60], sample);
        Assert.Contains("hold 2 and 3 samples", DataFolder.Refusal(() => NpyDataset.Load(
            spec with { Inputs = spec.Inputs.SetItem(1, new() { Name = "x", Train = _folder.Write("z.npy", NumpyBytes.Npy("<f4", new float[3], 3, 1)) }) },
            StudyTask.Classification, isTest: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Npz_SeveralInputsWithoutLabels_AreFoundByTheirNames()
    {
        var path = _folder.Write("m.npz", NumpyBytes.Npz(("ids_test", NumpyBytes.Npy("<i4", [1, 2], 2, 1)), ("pixels", NumpyBytes.Npy("|u1", new byte[] { 3, 4 }, 2, 1))));
        var spec = new DataSpec { Train = path, Test = path, Inputs = [new() { Name = "ids" }, new() { Name = "image", Array = "pixels", Scale = 1 }] };

        var data = NpzDataset.Load(path, spec, new(TaskKind.Imitate, null, null, []), "test");

        Assert.Null(data.Truth);
        Assert.Equal([2f, 4], DataFolder.Sample(data, 1));
    }

    [Theory]
    [InlineData(TaskKind.Segmentation, "<i2", "a class for each pixel or place")]
    [InlineData(TaskKind.MultiLabel, "<i2", "one flag of 0 or 1 for each label")]
    [InlineData(TaskKind.SequenceLabels, "<f4", "labels are whole numbers")]
    public void Npy_LabelsOfAnotherTask_AreRefused(TaskKind task, string type, string expected)
    {
        var labels = type == "<i2" ? NumpyBytes.Npy(type, new short[2], 2) : NumpyBytes.Npy(type, new float[4], 2, 2);

        Assert.Contains(expected, DataFolder.Refusal(() => NpyFile.Labels(_folder.Write("l.npy", labels), new(task, null, null, []), null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Array_IsReadBack()
    {
        var path = Path.Combine(_folder.Path, "w.npy");
        NpyWriter.Write(path, [1.5f, 2, 3, 4], [2, 2]);
        var samples = NpyFile.Samples(path, "", scaled: false);
        NpyWriter.Write(Path.Combine(_folder.Path, "l.npy"), [3L, 9]);

        Assert.Equal([2], samples.Shape);
        Assert.Equal([3f, 4], DataFolder.Sample(new("w", [samples], (SampleStore?)null, []), 1));
        Assert.Equal([3, 9], ((ClassLabels)NpyFile.Labels(Path.Combine(_folder.Path, "l.npy"), StudyTask.Classification, null)).Labels);
    }

    private Dataset Load(byte[] samples, byte[] labels) => Load(_folder.Write("x.npy", samples), _folder.Write("y.npy", labels), scaled: true);

    private static Dataset Load(string samples, string labels, bool scaled) => NpyDataset.Load(
        new() { Train = samples, Test = "", TrainLabels = labels, Scale = scaled ? 1 : null, Format = DataFormat.Npy }, StudyTask.Classification, isTest: false);

    private static Dataset Npz(string path, string? samples = null, string? labels = null, string split = "train") => NpzDataset.Load(
        path, new() { Train = path, Test = path, SamplesArray = samples, LabelsArray = labels, Scale = 1, Format = DataFormat.Npz }, StudyTask.Classification, split);

    private bool RoundTrip<T>(string type, T[] values, Func<T, float> number, int rows, int width) where T : unmanaged
    {
        var data = Load(NumpyBytes.Npy(type, values, rows, width), NumpyBytes.Npy("<i8", new long[rows], rows));
        var read = Enumerable.Range(0, rows).SelectMany(row => DataFolder.Sample(data, row)).ToArray();
        return MemoryMarshal.AsBytes<float>(read).SequenceEqual(MemoryMarshal.AsBytes<float>(values.Select(number).ToArray()));
    }
}
