using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <inheritdoc/>
internal sealed class MemoryArchive(MemoryTables tables) : IArchiveStore
{
    public Task<ImmutableArray<string>> BehindAsync(int limit, CancellationToken cancellationToken) => tables.Read(() => tables.Studies
        .Where(study => study.Archived.Seq < study.Seq).Take(limit).Select(study => study.Id).ToImmutableArray());

    public Task<ArchiveProgress?> ProgressAsync(string study, CancellationToken cancellationToken) =>
        tables.Read(() => tables.Study(study) is { } there ? new ArchiveProgress(there.Seq, there.Archived) : null);

    public Task<StudyPart?> ReadAsync(string study, long after, int limit, bool tail, CancellationToken cancellationToken) =>
        tables.Read(() => tables.Study(study) is { } there && there.Seq > after ? Part(there, after, limit, tail) : null);

    public Task<bool> RecordAsync(string study, ArchiveHead head, CancellationToken cancellationToken) => Task.FromResult(tables.Write("record archive", () =>
    {
        var there = tables.Study(study);
        if (there is not null && there.Archived.Seq < head.Seq)
        {
            there.Archived = head;
        }

        return there is not null;
    }));

    public Task<StudyRemoval> DeleteAsync(string study, CancellationToken cancellationToken)
    {
        var removal = tables.Write("delete", () =>
        {
            if (tables.Study(study) is not { } there)
            {
                return StudyRemoval.NotFound;
            }

            if (!there.State.IsFinal())
            {
                return StudyRemoval.NotEnded;
            }

            foreach (var step in tables.Work.Values.Where(step => step.Study == study && step.Waiters.Count > 0))
            {
                (step.Study, step.Trial) = step.Waiters.Min;
            }

            foreach (var step in tables.Work.Values.Where(step => step.Study == study).ToList())
            {
                tables.Work.Remove(step.Key);
            }

            foreach (var result in tables.Results.Values.Where(result => result.Study == study).ToList())
            {
                tables.Results.Remove(result.Key);
            }

            tables.Studies.Remove(there);
            return StudyRemoval.Removed;
        });
        tables.Changed();
        return Task.FromResult(removal);
    }

    public Task<StudyArrival> InsertAsync(StudyRows rows, ArchiveHead archived, string message, CancellationToken cancellationToken)
    {
        var arrival = tables.Write("insert", () => Insert(rows, archived, message));
        tables.Changed();
        return Task.FromResult(arrival);
    }

    public Task ReserveAsync(long number, CancellationToken cancellationToken) => Task.FromResult(tables.Write("reserve", () =>
    {
        tables.ReserveStudies(number);
        return true;
    }));

    private static StudyOrigin OriginOf(MemoryStudy study) =>
        new(study.Id, study.Spec, study.Inputs, study.Key, DateTimeOffset.FromUnixTimeMilliseconds(study.SubmittedAt));

    private StudyPart Part(MemoryStudy study, long after, int limit, bool tail)
    {
        for (var length = limit; ; length *= 2)
        {
            var events = study.Events.Where(happened => happened.Seq > after).Take(length).ToList();
            if (StudyPart.End(events, [.. study.Decisions.Where(decision => decision.Seq > after).Select(decision => decision.Seq)], study.Seq) is not { } end)
            {
                continue;
            }

            events.RemoveAll(happened => happened.Seq > end);
            var askers = StudyPart.Askers(events).ToHashSet();
            if (tail && end == study.Seq)
            {
                askers.UnionWith(study.Trials.Where(trial => trial.Trial.IsRunning).Select(trial => trial.Trial.Number));
            }

            return new StudyPart(
                OriginOf(study),
                StudyPart.Reaches(events, StudyState.Exploring) ? study.Plan : null,
                StudyPart.Reaches(events, StudyState.Completed) ? study.Front : null,
                study.Spent(tables.Now),
                [.. events],
                [.. study.Decisions.Where(decision => decision.Seq > after && decision.Seq <= end)],
                [
                    .. tables.Results.Values.Where(result => result.Study == study.Id && askers.Contains(result.Trial))
                        .OrderBy(result => result.Trial).ThenBy(result => result.Key, StringComparer.Ordinal)
                        .Select(result => new KeptStep(result.Key, result.Name, result.Output, result.Seconds, result.Trial)),
                ]);
        }
    }

    private StudyArrival Insert(StudyRows rows, ArchiveHead archived, string message)
    {
        var origin = rows.Origin;
        if (tables.Study(origin.Id) is { } there)
        {
            return rows.Beside(OriginOf(there), there.Events.Find(happened => happened.Seq == rows.Seq));
        }

        var key = tables.Studies.Exists(other => other.Key is not null && other.Key == origin.IdempotencyKey) ? null : origin.IdempotencyKey;
        var made = new MemoryStudy(tables.NextStudy(), new NewStudy(origin.Spec, origin.Inputs, key), origin.SubmittedAt.ToUnixTimeMilliseconds(), origin.Id)
        {
            State = rows.State,
            ResumeState = rows.ResumeState,
            Message = rows.Message,
            Seq = rows.Seq,
            Plan = rows.Plan,
            Front = rows.Front,
            ActiveMs = (long)rows.ActiveTime.TotalMilliseconds,
            Archived = archived,
        };
        made.Trials.AddRange(rows.Trials.Select(trial => new MemoryTrial(trial) { Due = trial.IsRunning }));
        made.Events.AddRange(rows.Events);
        made.Decisions.AddRange(rows.Decisions);
        foreach (var step in rows.Steps)
        {
            tables.Results.TryAdd(step.Key, new MemoryResult(step.Key, step.Name, step.Output, step.Seconds, origin.Id, step.Trial) { UsedAt = tables.Now });
        }

        tables.Studies.Add(made);
        if (rows.State.IsActive())
        {
            MemoryEvents.Pause(tables, made, message);
        }

        return StudyArrival.Inserted;
    }
}
