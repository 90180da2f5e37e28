using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AutoCompress.Trials;

namespace AutoCompress.Host.Silos;

/// <summary>What a silo offers and how it keeps its leases.</summary>
public sealed class SiloOptions
{
    /// <summary>Unique among all silos, those of the past too; default the machine's name, the process number and four random characters.</summary>
    /// <remarks>In containers, one life of a silo has the machine's name and the process number of the one before.</remarks>
    [Required]
    public string Id { get; set; } = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..4]}");

    /// <summary>Numbers of the processor cores that steps may use; default those that this process may use.</summary>
    [MinLength(1)]
    public IReadOnlyList<int> Cores { get; set; } = ProcessorCores.Allowed();

    /// <summary>What steps may ask for; default "cpu" and "measure".</summary>
    public ImmutableArray<string> Labels { get; set; } = [StageLabels.Cpu, StageLabels.Measure];

    /// <summary>Where steps write before their outputs become artifacts; its contents are deleted at the start. One silo, one folder.</summary>
    [Required]
    public string WorkFolder { get; set; } = "";

    /// <summary>Folder of locks by which the silos of one machine divide its cores and its measuring slot; null for a silo that is alone on it.</summary>
    public string? SlotFolder { get; set; }

    /// <summary>Between two looks for a new checkpoint of a running step to hand on to other machines; null where there are none.</summary>
    public TimeSpan? Checkpoint { get; set; }

    /// <summary>How long a lease lasts without a heartbeat; default 40 s, 30 s to 45 s in production.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>How long this silo trusts a lease without a heartbeat's answer; default 30 s, shorter than <see cref="Lease"/>.</summary>
    public TimeSpan Trust { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two heartbeats; default 5 s, 5 s to 10 s in production.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A silo that has nothing and hears nothing looks less and less often, down to so many times.</summary>
    internal const int IdlePolls = 4;

    /// <summary>Between two looks for work where no hint came; default 1 s, spread by a quarter. A silo that holds nothing makes it up to four times that.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long running steps may go on when the silo is asked to stop; default 3 s. Then they are handed back.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(3);
}
