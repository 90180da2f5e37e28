namespace AutoCompress.Host.Api.Transport;

/// <summary>One method of a service: reads requests from the call and writes its responses to it.</summary>
internal delegate Task GrpcHandler(ServerCall call);
