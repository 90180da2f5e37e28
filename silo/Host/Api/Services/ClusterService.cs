using AutoCompress.Host.Api.Mapping;
using AutoCompress.Host.Api.Transport;
using AutoCompress.Host.Studies;
using AutoCompress.Wire.V1;

namespace AutoCompress.Host.Api.Services;

/// <summary>autocompress.v1.ClusterService: who works here.</summary>
internal sealed class ClusterService(IStudyDirectory studies)
{
    public GrpcService Bind() => new GrpcService(ClusterServiceReflection.Descriptor.Services[0])
        .Unary<SilosRequest, SilosResponse>("Silos", async (_, call) =>
            new SilosResponse { Silos = { (await studies.SilosAsync(call.CancellationToken).ConfigureAwait(false)).Select(SiloMapping.ToProto) } });
}
