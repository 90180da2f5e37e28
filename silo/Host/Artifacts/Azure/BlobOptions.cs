using Azure.Core;

namespace AutoCompress.Host.Artifacts.Azure;

/// <summary>How requests are sent: nothing of them is logged, and repeating them is our business.</summary>
internal sealed class BlobOptions : ClientOptions
{
    /// <summary>Of a request without an answer, and between two pieces of one.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    public BlobOptions()
    {
        Retry.MaxRetries = 0;
        Retry.NetworkTimeout = Silence;
        Diagnostics.IsLoggingEnabled = false;
        Diagnostics.IsTelemetryEnabled = false;
        Diagnostics.IsDistributedTracingEnabled = false;
    }
}
