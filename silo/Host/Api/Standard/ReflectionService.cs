using AutoCompress.Host.Api.Transport;
using AutoCompress.Wire.Framing;
using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;

namespace AutoCompress.Host.Api.Standard;

/// <summary>grpc.reflection.v1: tools such as grpcurl learn the proto from the server itself.</summary>
internal static class ReflectionService
{
    public static GrpcService Create(IReadOnlyList<ServiceDescriptor> services)
    {
        var own = ReflectionReflection.Descriptor.Services[0];
        var index = new ProtoIndex([.. services, own]);
        return new GrpcService(own).Duplex<ServerReflectionRequest, ServerReflectionResponse>(
            "ServerReflectionInfo", (requests, _) => AnswerAsync(index, requests));
    }

    private static async IAsyncEnumerable<ServerReflectionResponse> AnswerAsync(ProtoIndex index, IAsyncEnumerable<ServerReflectionRequest> requests)
    {
        await foreach (var request in requests.ConfigureAwait(false))
        {
            var response = Answer(index, request);
            (response.ValidHost, response.OriginalRequest) = (request.Host, request);
            yield return response;
        }
    }

    private static ServerReflectionResponse Answer(ProtoIndex index, ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        ServerReflectionRequest.MessageRequestOneofCase.ListServices => new()
        {
            ListServicesResponse = new() { Service = { index.Services.Select(name => new ServiceResponse { Name = name }) } },
        },
        ServerReflectionRequest.MessageRequestOneofCase.FileByFilename => Files(index.FileNamed(request.FileByFilename), request.FileByFilename),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol =>
            Files(index.FileWith(request.FileContainingSymbol), request.FileContainingSymbol),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension =>
            Error(GrpcCode.NotFound, $"{request.FileContainingExtension.ContainingType} has no extensions."),
        ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType =>
            Error(GrpcCode.NotFound, $"{request.AllExtensionNumbersOfType} has no extensions."),
        _ => Error(GrpcCode.InvalidArgument, "The request asks for nothing."),
    };

    private static ServerReflectionResponse Files(FileDescriptor? file, string asked) => file is null
        ? Error(GrpcCode.NotFound, $"'{asked}' is not known.")
        : new() { FileDescriptorResponse = new() { FileDescriptorProto = { ProtoIndex.WithImports(file).Select(each => each.SerializedData) } } };

    private static ServerReflectionResponse Error(GrpcCode code, string message) =>
        new() { ErrorResponse = new() { ErrorCode = (int)code, ErrorMessage = message } };
}
