using AutoCompress.Client.Remote;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.Mapping;
using AutoCompress.Wire.V1;
using Google.Rpc;
using StudySpec = AutoCompress.Studies.StudySpec;

namespace AutoCompress.Cluster.Tests.Api;

/// <summary>Everything that the directory says arrives unchanged at a remote directory.</summary>
public sealed class StudyServiceTests(FakeCluster cluster) : IClassFixture<FakeCluster>
{
    private static readonly StudySpec Good = new()
    {
        Name = "good",
        Model = "/models/a.onnx",
        Data = new AutoCompress.Studies.DataSpec { Train = "/data/train", Test = "/data/test" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_AGoodSpec_ArrivesUnchanged()
    {
        var answer = Assert.IsType<Submission.Accepted>(await cluster.Remote.SubmitAsync(Good, null, Cancel));

        Assert.True(answer.IsNew);
        Assert.Equal(FakeStudies.Known, answer.Study.Id);
        Same(Good, cluster.Studies.Submitted);
    }

    [Fact]
    public async Task Submit_TheSameKeyAgain_SaysSo() =>
        Assert.False(Assert.IsType<Submission.Accepted>(await cluster.Remote.SubmitAsync(Good, "again", Cancel)).IsNew);

    [Fact]
    public async Task Submit_AKeyOfAnotherSpec_IsAlreadyExists() =>
        Assert.Equal(GrpcCode.AlreadyExists, (await Assert.ThrowsAsync<GrpcException>(() => cluster.Remote.SubmitAsync(Good, "taken", Cancel))).Code);

    [Fact]
    public async Task Submit_FaultsThatTheSiloFinds_AreAllNamed()
    {
        var answer = Assert.IsType<Submission.Refused>(await cluster.Remote.SubmitAsync(Good with { Name = "refused" }, null, Cancel));

        Assert.Equal(["data.train is not there. Mend it.", "The model is no ONNX file. Mend it."], answer.Faults);
    }

    [Fact]
    public async Task Submit_ValuesOutOfRange_AreInvalidArgumentWithEveryField()
    {
        var spec = Good with { Name = "a b", Budget = new AutoCompress.Studies.Budget { Trials = 0 }, Algorithm = "luck" };
        var method = StudyServiceReflection.Descriptor.Services[0].FindMethodByName("Submit");

        var error = await Assert.ThrowsAsync<GrpcException>(() =>
            cluster.Channel.UnaryAsync<SubmitRequest, SubmitResponse>(method, new() { Spec = spec.ToProto() }, CallOptions.Default, Cancel));

        Assert.Equal(GrpcCode.InvalidArgument, error.Code);
        Assert.Equal(["name", "budget.trials", "algorithm"], error.Status.Detail<BadRequest>()!.FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task Submit_NoSpecAtAll_NamesWhatIsMissing()
    {
        var method = StudyServiceReflection.Descriptor.Services[0].FindMethodByName("Submit");
        var error = await Assert.ThrowsAsync<GrpcException>(() =>
            cluster.Channel.UnaryAsync<SubmitRequest, SubmitResponse>(method, new(), CallOptions.Default, Cancel));

        Assert.Equal(["name", "model", "data.train", "data.test"], error.Status.Detail<BadRequest>()!.FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task Submit_ABugInTheSilo_IsInternalAndKeepsItsSecrets()
    {
        var error = await Assert.ThrowsAsync<GrpcException>(() => cluster.Remote.SubmitAsync(Good with { Name = "bug" }, null, Cancel));

        Assert.Equal(GrpcCode.Internal, error.Code);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_AFullDisk_IsResourceExhausted() => Assert.Equal(
        GrpcCode.ResourceExhausted,
        (await Assert.ThrowsAsync<GrpcException>(() => cluster.Remote.SubmitAsync(Good with { Name = "disk-full" }, null, Cancel))).Code);

    [Fact]
    public async Task Find_And_List_GiveTheStatus()
    {
        Same(await cluster.Studies.FindAsync(FakeStudies.Known, Cancel), await cluster.Remote.FindAsync(FakeStudies.Known, Cancel));
        Same(await cluster.Studies.ListAsync(Cancel), await cluster.Remote.ListAsync(Cancel));
        Assert.Null(await cluster.Remote.FindAsync("nobody-3", Cancel));
    }

    [Fact]
    public async Task Trials_Steps_Decisions_Silos_GiveWhatTheDirectoryHolds()
    {
        Same(cluster.Studies.Trials, await cluster.Remote.TrialsAsync(FakeStudies.Known, Cancel));
        Same(cluster.Studies.Steps, await cluster.Remote.StepsAsync(FakeStudies.Known, Cancel));
        Same(cluster.Studies.Decisions, await cluster.Remote.DecisionsAsync(FakeStudies.Known, Cancel));
        Same(cluster.Studies.Silos, await cluster.Remote.SilosAsync(Cancel));
        Assert.Empty(await cluster.Remote.TrialsAsync("nobody-3", Cancel));
        Assert.Empty(await cluster.Remote.StepsAsync("nobody-3", Cancel));
        Assert.Empty(await cluster.Remote.DecisionsAsync("nobody-3", Cancel));
    }

    [Fact]
    public async Task Front_OnlyOfACompletedStudy()
    {
        Same(cluster.Studies.Front, await cluster.Remote.FrontAsync(FakeStudies.Ended, Cancel));
        Assert.Null(await cluster.Remote.FrontAsync(FakeStudies.Known, Cancel));
        Assert.Null(await cluster.Remote.FrontAsync("nobody-3", Cancel));
    }

    [Fact]
    public async Task Watch_FromACursor_GivesTheRestAndEnds()
    {
        var events = new List<StudyEvent>();
        await foreach (var change in cluster.Remote.WatchAsync(FakeStudies.Ended, 2, Cancel))
        {
            events.Add(change);
        }

        Same(cluster.Studies.Events.Where(change => change.Seq > 2).Select(change => change with { Study = FakeStudies.Ended }), events);
    }

    [Fact]
    public async Task Watch_AnEventToCome_ArrivesWhenItHappens()
    {
        var last = cluster.Studies.Events[^1];
        await using var events = cluster.Remote.WatchAsync(FakeStudies.Known, last.Seq, Cancel).GetAsyncEnumerator(Cancel);
        var next = events.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);

        cluster.Studies.Later.SetResult(last with { Seq = last.Seq + 1 });

        Assert.True(await next);
        Assert.Equal(last.Seq + 1, events.Current.Seq);
    }

    [Fact]
    public async Task Watch_AnUnknownStudy_Throws() => await Assert.ThrowsAsync<KeyNotFoundException>(async () =>
        await cluster.Remote.WatchAsync("nobody-3", 0, Cancel).GetAsyncEnumerator(Cancel).MoveNextAsync());

    [Fact]
    public async Task Orders_GiveWhatBecameOfThem()
    {
        Assert.Equal(StudyChange.Applied, await cluster.Remote.PauseAsync(FakeStudies.Known, Cancel));
        Assert.Equal(StudyChange.Unchanged, await cluster.Remote.ResumeAsync(FakeStudies.Known, Cancel));
        Assert.Equal(StudyChange.Finished, await cluster.Remote.CancelAsync(FakeStudies.Ended, Cancel));
        Assert.Equal(StudyChange.NotFound, await cluster.Remote.CancelAsync("nobody-3", Cancel));
    }

    [Fact]
    public async Task StockClient_KnowsTheProtoAlone_DoesTheWholeJob() =>
        await Cluster.Tests.Wire.Node.RunAsync("studies.mjs", cluster.Address.Authority, FakeStudies.Known, FakeStudies.Ended);

    private static void Same<T>(T expected, T actual) => Assert.Equal(Json.Write(expected), Json.Write(actual));
}
