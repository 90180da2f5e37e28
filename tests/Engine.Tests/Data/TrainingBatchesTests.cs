using AutoCompress.Engine.Data;
using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Tests.Data;

public sealed class TrainingBatchesTests : IDisposable
{
    private const int Count = 23;
    private static readonly Dataset Data = new(
        "grid", [3, 3], [.. Enumerable.Range(0, Count * 9).Select(i => (byte)(i + 1))], [.. Enumerable.Range(0, Count).Select(i => i % 4)]);

    private static readonly DataFit Fit = DataFit.Single(new(1, 0, 1), 1, 3, 3);
    private static readonly Augmentation Views = new(4, 1, true, 9);
    private readonly string _folder = Directory.CreateTempSubdirectory("teacher-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Fill_SamePosition_GivesTheSameWhateverCameBefore()
    {
        var (forward, direct) = (Batches(), Batches());
        TrainingBatch walked = New(forward), jumped = New(direct);
        for (var position = 0; position <= 70; position += 10)
        {
            forward.Fill(position, walked);
        }

        direct.Fill(70, jumped);

        Assert.Equal(walked.Inputs, jumped.Inputs);
        Assert.Equal(walked.Truth, jumped.Truth);
    }

    [Fact]
    public void Fill_OneEpoch_ShowsEverySampleOnceInNewOrder()
    {
        var batches = new TrainingBatches(Data.Whole(), Fit, Augmentation.None, 4, null);
        var batch = TrainingBatch.For(batches, Count);
        var orders = new List<List<float>>();
        for (var epoch = 0; epoch < 2; epoch++)
        {
            batches.Fill(epoch * Count, batch);
            orders.Add([.. batch.Inputs.Chunk(9).Select(sample => sample[0])]);
            Assert.Equal(Enumerable.Range(0, Count).Select(i => (float)(byte)((9 * i) + 1)), orders[^1].Order());
            Assert.All(Enumerable.Range(0, Count), row => Assert.Equal((((int)batch.Inputs[row * 9] - 1) / 9) % 4, (int)batch.Truth[row]));
        }

        Assert.NotEqual(orders[0], orders[1]);
    }

    [Fact]
    public void Fill_WithTeacher_AnswersEachViewAndComputesItOnce()
    {
        using var cache = TeacherCache.Open(_folder, Key());
        var teacher = new TeacherLogits(cache, Teach);
        var batches = Batches(teacher);
        var batch = New(batches);
        for (var position = 0; position < Count * 200; position += batch.Count)
        {
            batches.Fill(position, batch);
            Assert.Equal(Expected(batch), batch.Targets);
        }

        // A batch across two epochs may ask twice for a view that is not there yet.
        Assert.InRange(teacher.Computed, Count * Views.Views, (Count * Views.Views) + 5);
    }

    [Fact]
    public void Fill_SecondInstanceOnTheSameCache_ComputesNothing()
    {
        using var first = TeacherCache.Open(_folder, Key());
        using var second = TeacherCache.Open(_folder, Key());
        var (a, b) = (new TeacherLogits(first, Teach), new TeacherLogits(second, Teach));
        TrainingBatches writer = Batches(a), reader = Batches(b);
        TrainingBatch written = New(writer), read = New(reader);

        writer.Fill(30, written);
        reader.Fill(30, read);

        Assert.Equal(10, a.Computed);
        Assert.Equal(0, b.Computed);
        Assert.Equal(written.Targets, read.Targets);
    }

    [Fact]
    public void Fill_Warm_AllocatesNothing()
    {
        using var cache = TeacherCache.Open(_folder, Key());
        var batches = Batches(new TeacherLogits(cache, Teach));
        var batch = New(batches);
        for (var i = 0; i < 60; i++)
        {
            batches.Fill(i * 10, batch);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 60; i++)
        {
            batches.Fill(i * 10, batch);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Open_DamagedRowsAndHeader_AreComputedAgain()
    {
        var path = Fill();
        var bytes = File.ReadAllBytes(path);
        for (var i = 48; i < bytes.Length; i += 5)
        {
            bytes[i] ^= 0x40;
        }

        File.WriteAllBytes(path, bytes);
        Assert.Equal(10, Recompute());

        bytes = File.ReadAllBytes(path);
        bytes[3] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Equal(10, Recompute());

        File.WriteAllBytes(path, bytes[..20]);
        Assert.Equal(10, Recompute());
        Assert.Equal(0, Recompute());
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Open_OtherKey_SharesNothing()
    {
        Fill();
        using var other = TeacherCache.Open(_folder, Key() with { Teacher = "another" });

        Assert.False(other.TryRead(0, 0, new float[3]));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    private string Fill()
    {
        Assert.Equal(10, Recompute());
        return Assert.Single(Directory.GetFiles(_folder));
    }

    private long Recompute()
    {
        using var cache = TeacherCache.Open(_folder, Key());
        var teacher = new TeacherLogits(cache, Teach);
        var batches = Batches(teacher);
        var batch = New(batches);
        batches.Fill(0, batch);
        Assert.Equal(Expected(batch), batch.Targets);
        return teacher.Computed;
    }

    private static TeacherCacheKey Key() => new("model", "data", "scale 1", Views, Count, 3);

    private static TrainingBatches Batches(TeacherLogits? teacher = null) => new(Data.Whole(), Fit, Views, 4, teacher);

    private static TrainingBatch New(TrainingBatches batches) => TrainingBatch.For(batches, 10);

    private static float[] Expected(TrainingBatch batch)
    {
        var logits = new float[batch.Count * 3];
        Teach(batch.Inputs, batch.Count, logits);
        return logits;
    }

    private static void Teach(ReadOnlySpan<float> inputs, int count, Span<float> outputs)
    {
        for (var row = 0; row < count; row++)
        {
            var sample = inputs.Slice(row * 9, 9);
            (outputs[row * 3], outputs[(row * 3) + 1], outputs[(row * 3) + 2]) = (sample[0], sample[4] - sample[8], sample[1] * sample[2]);
        }
    }
}
