using System.CommandLine;
using AutoCompress.Client.Commands;

var program = new RootCommand("Makes a trained ONNX model smaller and faster, and says what it costs.")
{
    RunCommand.Create(),
    InspectCommand.Create(),
    DoctorCommand.Create(),
    ConformanceCommand.Create(),
    BenchCommand.Create(),
    TrainCommand.Create(),
    ReproduceCommand.Create(),
    ServeCommand.Create(),
    SubmitCommand.Create(),
    WatchCommand.Create(),
    ListCommand.Create(),
    TrialsCommand.Create(),
    FrontCommand.Create(),
    PullCommand.Create(),
    PauseCommand.Create(),
    ResumeCommand.Create(),
    CancelCommand.Create(),
    PriorityCommand.Create(),
    TenantsCommand.Create(),
    DeleteCommand.Create(),
    ExportCommand.Create(),
    ImportCommand.Create(),
    RestoreCommand.Create(),
    SilosCommand.Create(),
    ArtifactsCommand.Create(),
    DataCommand.Create(),
    WorkerCommand.Create(),
};

return await CommandLine.RunAsync(program, args).ConfigureAwait(false);
