using AutoCompress.Host.Api.Mapping;
using AutoCompress.Host.Api.Transport;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.Mapping;
using AutoCompress.Wire.V1;
using Google.Rpc;
using StudySpec = AutoCompress.Studies.StudySpec;

namespace AutoCompress.Host.Api.Services;

/// <summary>autocompress.v1.StudyService over the study directory.</summary>
internal sealed class StudyService(IStudyDirectory studies)
{
    public GrpcService Bind() => new GrpcService(StudyServiceReflection.Descriptor.Services[0])
        .Unary<SubmitRequest, SubmitResponse>("Submit", SubmitAsync)
        .Unary<GetRequest, GetResponse>("Get", async (request, call) =>
            new GetResponse { Study = (await FindAsync(request.Study, call).ConfigureAwait(false)).ToProto() })
        .Unary<ListRequest, ListResponse>("List", async (_, call) =>
            new ListResponse { Studies = { (await studies.ListAsync(call.CancellationToken).ConfigureAwait(false)).Select(StudyMapping.ToProto) } })
        .ServerStream<WatchRequest, WatchResponse>("Watch", WatchAsync)
        .Unary<PauseRequest, PauseResponse>("Pause", async (request, call) =>
            new PauseResponse { Changed = Changed(request.Study, await studies.PauseAsync(request.Study, call.CancellationToken).ConfigureAwait(false)) })
        .Unary<ResumeRequest, ResumeResponse>("Resume", async (request, call) =>
            new ResumeResponse { Changed = Changed(request.Study, await studies.ResumeAsync(request.Study, call.CancellationToken).ConfigureAwait(false)) })
        .Unary<CancelRequest, CancelResponse>("Cancel", async (request, call) =>
            new CancelResponse { Changed = Changed(request.Study, await studies.CancelAsync(request.Study, call.CancellationToken).ConfigureAwait(false)) })
        .Unary<SetPriorityRequest, SetPriorityResponse>("SetPriority", SetPriorityAsync)
        .Unary<TrialsRequest, TrialsResponse>("Trials", TrialsAsync)
        .Unary<StepsRequest, StepsResponse>("Steps", StepsAsync)
        .Unary<FrontRequest, FrontResponse>("Front", FrontAsync)
        .ServerStream<DecisionsRequest, DecisionsResponse>("Decisions", DecisionsAsync);

    private async Task<SubmitResponse> SubmitAsync(SubmitRequest request, ServerCall call)
    {
        var spec = SpecOf(request);
        if (StudySpecValidator.Validate(spec) is { IsEmpty: false } faults)
        {
            throw Refusal(faults.Select(fault => (fault.Field, $"{fault.Field} {fault.What}. {fault.Remedy}")));
        }

        var key = request.IdempotencyKey.Length == 0 ? null : request.IdempotencyKey;
        return await studies.SubmitAsync(spec, key, call.CancellationToken).ConfigureAwait(false) switch
        {
            Submission.Accepted accepted => new SubmitResponse { Study = accepted.Study.ToProto(), AlreadyThere = !accepted.IsNew },
            Submission.Refused refused => throw Refusal(refused.Faults.Select(fault => ("spec", fault))),
            Submission.KeyReused reused => throw new GrpcException(
                GrpcCode.AlreadyExists, $"The idempotency key '{key}' belongs to {reused.Study.Id}, whose spec is another one. Choose a new key."),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no answer to a submission."),
        };
    }

    private async IAsyncEnumerable<WatchResponse> WatchAsync(WatchRequest request, ServerCall call)
    {
        await FindAsync(request.Study, call).ConfigureAwait(false);
        await foreach (var change in studies.WatchAsync(request.Study, request.Cursor, call.CancellationToken).ConfigureAwait(false))
        {
            yield return new WatchResponse { Event = change.ToProto() };
        }
    }

    private async Task<SetPriorityResponse> SetPriorityAsync(SetPriorityRequest request, ServerCall call) =>
        StudySpecValidator.IsPriority(request.Priority)
            ? new SetPriorityResponse
            {
                Changed = Changed(request.Study, await studies.PrioritiseAsync(request.Study, request.Priority, call.CancellationToken).ConfigureAwait(false)),
            }
            : throw new GrpcException(GrpcCode.InvalidArgument, $"The priority is {request.Priority}. Give a number from -10 to 10.");

    private async Task<TrialsResponse> TrialsAsync(TrialsRequest request, ServerCall call)
    {
        await FindAsync(request.Study, call).ConfigureAwait(false);
        var trials = await studies.TrialsAsync(request.Study, call.CancellationToken).ConfigureAwait(false);
        return new TrialsResponse { Trials = { trials.Select(TrialMapping.ToProto) } };
    }

    private async Task<StepsResponse> StepsAsync(StepsRequest request, ServerCall call)
    {
        await FindAsync(request.Study, call).ConfigureAwait(false);
        var steps = await studies.StepsAsync(request.Study, call.CancellationToken).ConfigureAwait(false);
        return new StepsResponse { Steps = { steps.Select(StudyMapping.ToProto) } };
    }

    private async Task<FrontResponse> FrontAsync(FrontRequest request, ServerCall call)
    {
        var study = await FindAsync(request.Study, call).ConfigureAwait(false);
        var report = await studies.FrontAsync(request.Study, call.CancellationToken).ConfigureAwait(false);
        return report is null
            ? throw new GrpcException(
                GrpcCode.FailedPrecondition, $"{study.Id} has no front: it is {KebabCase.Of(study.State)}. Its trials can be read already.")
            : new FrontResponse { Report = report.ToProto() };
    }

    private async IAsyncEnumerable<DecisionsResponse> DecisionsAsync(DecisionsRequest request, ServerCall call)
    {
        await FindAsync(request.Study, call).ConfigureAwait(false);
        foreach (var decision in await studies.DecisionsAsync(request.Study, call.CancellationToken).ConfigureAwait(false))
        {
            yield return new DecisionsResponse { Decision = decision };
        }
    }

    private async Task<StudyStatus> FindAsync(string id, ServerCall call) =>
        await studies.FindAsync(id, call.CancellationToken).ConfigureAwait(false) ?? throw NotFound(id);

    private static StudySpec SpecOf(SubmitRequest request)
    {
        try
        {
            return (request.Spec ?? new()).FromProto();
        }
        catch (FormatException exception)
        {
            throw Refusal([("spec", exception.Message)]);
        }
    }

    private static bool Changed(string id, StudyChange change) => change switch
    {
        StudyChange.Applied => true,
        StudyChange.Unchanged => false,
        StudyChange.Finished => throw new GrpcException(GrpcCode.FailedPrecondition, $"{id} has ended and takes no orders."),
        _ => throw NotFound(id),
    };

    private static GrpcException NotFound(string id) => new(GrpcCode.NotFound, $"There is no study '{id}'. List the studies to see their ids.");

    private static GrpcException Refusal(IEnumerable<(string Field, string Text)> faults)
    {
        var details = new BadRequest();
        details.FieldViolations.AddRange(faults.Select(fault =>
            new BadRequest.Types.FieldViolation { Field = fault.Field, Description = fault.Text }));
        var text = string.Join('\n', details.FieldViolations.Select(violation => violation.Description));
        return new GrpcException(GrpcStatus.WithDetails(GrpcCode.InvalidArgument, text, details));
    }
}
