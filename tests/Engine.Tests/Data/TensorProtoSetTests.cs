using AutoCompress.Engine.Data;
using AutoCompress.Engine.Tasks;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using Google.Protobuf;

namespace AutoCompress.Engine.Tests.Data;

public sealed class TensorProtoSetTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_LabelsAndScores_AreJoinedInTheOrderOfTheSets()
    {
        Write("test_data_set_10", "input_0", Tensor.Of([9f, 10f], 1, 2), "output_0", Tensor.Of([0.1f, 0.7f, 0.2f], 1, 3));
        Write("test_data_set_2", "input_0", Tensor.Of([5f, 6f, 7f, 8f], 2, 2), "output_0", Tensor.Of([2L, 0L], 2));

        var data = TensorProtoSet.Load(_folder.Path, new() { Train = _folder.Path, Test = _folder.Path }, StudyTask.Classification);

        Assert.Equal([2], data.SampleShape);
        Assert.Equal([2, 0, 1], data.Labels);
        Assert.Equal([9f, 10f], DataFolder.Sample(data, 2));
    }

    [Fact]
    public void Load_SeveralInputs_KeepTheirNames()
    {
        Write("test_data_set_0", "input_0", Tensor.Of([5L, 6L], 1, 2), "output_0", Tensor.Of([2L], 1), "input_1", Tensor.Of([1f], 1, 1));

        var data = TensorProtoSet.Load(_folder.Path, new() { Train = _folder.Path, Test = _folder.Path }, StudyTask.Classification);

        Assert.Equal(["input_0", "input_1"], data.Inputs.Select(input => input.Name));
        Assert.Empty(DataFit.Faults(data, [new("input_1", "float", [-1, 1]), new("input_0", "int64", [-1, 2])]));
    }

    [Fact]
    public void Load_WhatDoesNotBelongTogether_IsRefused()
    {
        Assert.Contains("no folder test_data_set_0", Refusal(), StringComparison.Ordinal);
        Write("test_data_set_0", "output_0", Tensor.Of([0L], 1));
        Assert.Contains("holds no input_0.pb", Refusal(), StringComparison.Ordinal);
        Write("test_data_set_0", "input_0", Tensor.Of([1f, 2f], 2, 1));
        Assert.Contains("holds 2 samples, but its set has 1 answers", Refusal(), StringComparison.Ordinal);
        Write("test_data_set_0", "input_0", Tensor.Of([1f], 1, 1), "output_0", Tensor.Of([1f], 1));
        Assert.Contains("neither one whole number", Refusal(), StringComparison.Ordinal);
        Write("test_data_set_0", "output_0", Tensor.Of([-3L], 1));
        Assert.Contains("label -3", Refusal(), StringComparison.Ordinal);
        Write("test_data_set_0", "output_0", Tensor.Of([0L], 1));
        Write("test_data_set_1", "input_0", Tensor.Of([1f, 2f], 1, 2), "output_0", Tensor.Of([0L], 1));
        Assert.Contains("but the set before it", Refusal(), StringComparison.Ordinal);
        _folder.Write("test_data_set_1/input_0.pb", [0xFF, 0xFF]);
        Assert.Contains("no ONNX tensor", Refusal(), StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder.Path, "test_data_set_1/output_0.pb"));
        Assert.Contains("output_0.pb is not there", Refusal(), StringComparison.Ordinal);

        string Refusal() => DataFolder.Refusal(() => TensorProtoSet.Load(_folder.Path, new() { Train = _folder.Path, Test = _folder.Path }, StudyTask.Classification));
    }

    private void Write(string set, params object[] files)
    {
        foreach (var pair in files.Chunk(2))
        {
            _folder.Write($"{set}/{pair[0]}.pb", TensorWriter.Write((Tensor)pair[1], (string)pair[0]).ToByteArray());
        }
    }
}
