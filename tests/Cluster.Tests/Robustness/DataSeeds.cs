using AutoCompress.Cluster.Tests.EndToEnd;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Tests.Data;
using AutoCompress.Studies;
using Google.Protobuf;
using Tensor = AutoCompress.Engine.Graph.Tensor;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>A small sound data set in every format, [1,4,4] in three classes, and a model for it.</summary>
internal static class DataSeeds
{
    private const int Train = 12;
    private const int Test = 6;
    private const int Side = 4;
    private const int Classes = 3;

    public static DataFormat[] Formats { get; } = Enum.GetValues<DataFormat>();

    /// <summary>image [batch,1,4,4] → Flatten → Gemm → logits [batch,3].</summary>
    public static byte[] Model()
    {
        var graph = new ModelGraph();
        var image = graph.AddInput("image", ElementType.Float, [Dim.Named("batch"), Dim.Of(1), Dim.Of(Side), Dim.Of(Side)]);
        var flat = graph.AddNode("Flatten", "flat", [image], "flat.out").Output;
        var weights = new float[Side * Side * Classes];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = MathF.Sin(i);
        }

        var head = graph.AddNode("Gemm", "head", [flat, graph.AddConstant("w", Tensor.Of(weights, Side * Side, Classes))], "logits").Output;
        (head.Type, head.Shape) = (ElementType.Float, [Dim.Named("batch"), Dim.Of(Classes)]);
        graph.AddOutput(head);
        return OnnxFile.Serialize(graph);
    }

    /// <summary>Writes training and test samples into <paramref name="folder"/>.</summary>
    public static DataSpec Write(DataFormat format, string folder)
    {
        var (train, test) = (Path.Combine(folder, "train"), Path.Combine(folder, "test"));
        var spec = new DataSpec { Train = train, Test = test, Format = format, Selection = 4, Scale = 0.5 };
        switch (format)
        {
            case DataFormat.Idx:
                IdxFiles.Write(train, Train, 1, Side, Classes);
                IdxFiles.Write(test, Test, 2, Side, Classes);
                return spec;
            case DataFormat.Npy:
                Save(train + ".npy", NumpyBytes.Npy("<f4", Floats(Train), Train, 1, Side, Side));
                Save(test + ".npy", NumpyBytes.Npy("|u1", Bytes(Test), Test, 1, Side, Side));
                Save(train + "-labels.npy", NumpyBytes.Npy("<i8", Labels(Train), Train));
                Save(test + "-labels.npy", NumpyBytes.Npy("<i8", Labels(Test), Test));
                return spec with { Train = train + ".npy", Test = test + ".npy", TrainLabels = train + "-labels.npy", TestLabels = test + "-labels.npy" };
            case DataFormat.Npz:
                Save(train + ".npz", NumpyBytes.Npz(("x", NumpyBytes.Npy("<f8", Array.ConvertAll(Floats(Train), v => (double)v), Train, Side, Side)), ("y", NumpyBytes.Npy("<i8", Labels(Train), Train))));
                Save(test + ".npz", NumpyBytes.Npz(("x", NumpyBytes.Npy("|u1", Bytes(Test), Test, Side, Side)), ("y", NumpyBytes.Npy("<i8", Labels(Test), Test))));
                return spec with { Train = train + ".npz", Test = test + ".npz" };
            case DataFormat.Csv:
                File.WriteAllText(train + ".csv", Csv(Train));
                File.WriteAllText(test + ".csv", Csv(Test));
                return spec with { Train = train + ".csv", Test = test + ".csv" };
            case DataFormat.PngFolder:
                WriteImages(train, Train);
                WriteImages(test, Test);
                return spec with { Size = new(Side, Side), Channels = 1 };
            default:
                WriteTensors(train, Train);
                WriteTensors(test, Test);
                return spec;
        }
    }

    private static void WriteImages(string folder, int count)
    {
        var labels = Labels(count);
        for (var i = 0; i < count; i++)
        {
            var pixels = Bytes(count)[(i * Side * Side)..((i + 1) * Side * Side)];
            Save(Path.Combine(folder, $"class{labels[i]}", $"{i:D3}.png"), i % 3 == 0
                ? PngBytes.Encode(Side, Side, 8, 3, 1, Array.ConvertAll(pixels, p => (byte)(p % 4)), palette: [0, 0, 0, 9, 9, 9, 50, 50, 50, 255, 255, 255])
                : PngBytes.Gray(Side, Side, pixels));
        }
    }

    private static void WriteTensors(string folder, int count)
    {
        var half = count / 2;
        foreach (var (set, from) in new[] { (0, 0), (1, half) })
        {
            var path = Path.Combine(folder, $"test_data_set_{set}");
            Save(Path.Combine(path, "input_0.pb"), TensorWriter.Write(Tensor.Of(Floats(half), half, 1, Side, Side), "image").ToByteArray());
            Save(Path.Combine(path, "output_0.pb"), TensorWriter.Write(Tensor.Of(Labels(count)[from..(from + half)], half), "label").ToByteArray());
        }
    }

    private static string Csv(int count)
    {
        var (floats, labels) = (Floats(count), Labels(count));
        var rows = Enumerable.Range(0, count).Select(i => FormattableString.Invariant(
            $"{string.Join(',', floats[(i * Side * Side)..((i + 1) * Side * Side)].Select(v => v.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)))},{labels[i]}"));
        return $"{string.Join(',', Enumerable.Range(0, Side * Side).Select(i => $"p{i}"))},label\n{string.Join('\n', rows)}\n";
    }

    private static float[] Floats(int count) => [.. Enumerable.Range(0, count * Side * Side).Select(i => MathF.Cos(i))];

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count * Side * Side).Select(i => (byte)(i * 37))];

    private static long[] Labels(int count) => [.. Enumerable.Range(0, count).Select(i => (long)(i % Classes))];

    private static void Save(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
