using System.Collections.Immutable;
using AutoCompress.Host.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Rows;

/// <summary>A row of the table <c>work</c>.</summary>
internal sealed class WorkRow
{
    public long Id { get; set; }

    public string Key { get; set; } = "";

    public string Study { get; set; } = "";

    public long Trial { get; set; }

    public string Name { get; set; } = "";

    public string Stage { get; set; } = "";

    public long Cores { get; set; }

    public string? Owner { get; set; }

    public long Fence { get; set; }

    public long Attempts { get; set; }

    public long DeadOwners { get; set; }

    /// <summary>Whether the owner whose lease ran out is dead, where the query asked for it.</summary>
    public bool Died { get; set; }

    public long? StartedAt { get; set; }

    public double Done { get; set; }

    public string Note { get; set; } = "";

    public string? Checkpoint { get; set; }

    /// <summary>Its place in the line: the service that its study will have had when it is next.</summary>
    public double Turn { get; set; }

    /// <summary>The least service that anybody counts with.</summary>
    public double? Floor { get; set; }

    public int? TrialNumber => Trial == 0 ? null : (int)Trial;

    public StepLease ToLease(string silo, long fence) =>
        new(Id, Study, TrialNumber, Json.Read<Stage>(Stage), Key, silo, fence, (int)Attempts + 1)
        {
            Checkpoint = Checkpoint is null ? null : Json.Read<ImmutableSortedDictionary<string, string>>(Checkpoint),
        };

    public StepStatus ToStatus() => new(
        TrialNumber, Name, Owner, StartedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, Done, Note);
}
