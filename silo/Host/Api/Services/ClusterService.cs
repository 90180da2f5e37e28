using AutoCompress.Host.Api.Mapping;
using AutoCompress.Host.Api.Transport;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Tenants;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.V1;

namespace AutoCompress.Host.Api.Services;

/// <summary>autocompress.v1.ClusterService: who works here, and for whom.</summary>
internal sealed class ClusterService(IStudyDirectory studies)
{
    public GrpcService Bind() => new GrpcService(ClusterServiceReflection.Descriptor.Services[0])
        .Unary<SilosRequest, SilosResponse>("Silos", async (_, call) =>
            new SilosResponse { Silos = { (await studies.SilosAsync(call.CancellationToken).ConfigureAwait(false)).Select(SiloMapping.ToProto) } })
        .Unary<TenantsRequest, TenantsResponse>("Tenants", async (_, call) =>
            new TenantsResponse { Tenants = { (await studies.TenantsAsync(call.CancellationToken).ConfigureAwait(false)).Select(TenantMapping.ToProto) } })
        .Unary<SetTenantRequest, SetTenantResponse>("SetTenant", SetTenantAsync);

    private async Task<SetTenantResponse> SetTenantAsync(SetTenantRequest request, ServerCall call)
    {
        var limits = (request.Limits ?? new()).FromProto();
        if (TenantRules.Faults(request.Tenant, limits) is { IsEmpty: false } faults)
        {
            throw new GrpcException(GrpcCode.InvalidArgument, string.Join('\n', faults));
        }

        await studies.SetTenantAsync(request.Tenant, limits, call.CancellationToken).ConfigureAwait(false);
        var tenants = await studies.TenantsAsync(call.CancellationToken).ConfigureAwait(false);
        return new SetTenantResponse { Tenant = tenants.First(tenant => tenant.Name == request.Tenant).ToProto() };
    }
}
