using Microsoft.Extensions.Options;

namespace AutoCompress.Host.Silos;

/// <summary>What no attribute can say of <see cref="SiloOptions"/>.</summary>
internal sealed class SiloOptionsCheck : IValidateOptions<SiloOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SiloOptions options)
    {
        var faults = new List<string>();
        if (options.Heartbeat <= TimeSpan.Zero || options.Heartbeat * 2 > options.Trust)
        {
            faults.Add($"Heartbeat ({options.Heartbeat}) must be above 0 and at most half of Trust ({options.Trust}), so that one may be missed.");
        }

        if (options.Trust >= options.Lease)
        {
            faults.Add($"Trust ({options.Trust}) must be shorter than Lease ({options.Lease}).");
        }

        if (options.Poll <= TimeSpan.Zero)
        {
            faults.Add($"Poll ({options.Poll}) must be above 0.");
        }

        if (options.Checkpoint is { } pause && pause <= TimeSpan.Zero)
        {
            faults.Add($"Checkpoint ({options.Checkpoint}) must be above 0.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
