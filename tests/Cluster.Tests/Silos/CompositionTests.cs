using System.Collections.Immutable;
using AutoCompress.Artifacts;
using AutoCompress.Cluster.Tests.Simulation;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AutoCompress.Cluster.Tests.Silos;

public sealed class CompositionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("host-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Host_ComposedOfItsFeatures_RunsAStudy()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddLogging()
            .AddSqliteStore(_folder)
            .AddArtifacts(new(ArtifactAddress.Parse(Path.Combine(_folder, "artifacts")), Path.Combine(_folder, "cache")))
            .AddStudies()
            .AddSilo(silo => silo.WorkFolder = Path.Combine(_folder, "work"))
            .AddSingleton<IStageExecutor, FormulaExecutor>()
            .AddSingleton<ITrialPipeline, FormulaPipeline>()
            .AddSingleton<IStudyIntake, SmallIntake>();
        using var host = builder.Build();
        await host.StartAsync(None);
        var directory = host.Services.GetRequiredService<IStudyDirectory>();

        var study = Assert.IsType<Submission.Accepted>(await directory.SubmitAsync(SimulatedHost.Spec(trials: 3), null, None)).Study;
        await foreach (var _ in directory.WatchAsync(study.Id, 0, None))
        {
        }

        Assert.Equal(StudyState.Completed, (await directory.FindAsync(study.Id, None))!.State);
        Assert.Single(await directory.SilosAsync(None));
        await host.StopAsync(None);
        Assert.Empty(await directory.SilosAsync(None));
        Assert.Null(host.Services.GetRequiredService<SiloHealth>().Problem);
    }

    [Fact]
    public async Task Submit_SpecWithFaults_NamesThemAll()
    {
        var services = new ServiceCollection().AddSqliteStore(_folder).AddArtifacts(new(ArtifactAddress.Parse(_folder), _folder)).AddStudies().AddSingleton<IStudyIntake, PickyIntake>();
        using var provider = services.BuildServiceProvider();

        var answer = await provider.GetRequiredService<IStudyDirectory>().SubmitAsync(SimulatedHost.Spec(), null, None);

        Assert.Equal(["one", "two"], Assert.IsType<Submission.Refused>(answer).Faults);
    }

    private sealed class SmallIntake(IArtifactStore artifacts) : IStudyIntake
    {
        public async Task<Intake> TakeAsync(StudySpec spec, CancellationToken cancellationToken)
        {
            using var model = new MemoryStream("a model"u8.ToArray());
            return new Intake.Taken(new StudyInputs(await artifacts.AddAsync(model, cancellationToken), "data"));
        }
    }

    private sealed class PickyIntake : IStudyIntake
    {
        public Task<Intake> TakeAsync(StudySpec spec, CancellationToken cancellationToken) =>
            Task.FromResult<Intake>(new Intake.Refused(ImmutableArray.Create("one", "two")));
    }
}
