using System.Collections.Immutable;
using System.Security.Cryptography;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>What is referred to is there and is what its name says.</summary>
internal static class ArtifactCheck
{
    public static async Task RunAsync(ChaosCluster cluster, Verdict verdict)
    {
        var there = await cluster.Artifacts.ListAsync();
        var needed = await NeededAsync(cluster.Database);
        foreach (var lost in needed.Except(there.Values.OfType<string>()))
        {
            verdict.Violation($"The artifact {lost} is referred to and not there.");
        }

        foreach (var (name, sha256) in there.Where(one => one.Value is not null && needed.Contains(one.Value)))
        {
            await using var content = await cluster.Artifacts.OpenAsync(name);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content)) != sha256)
            {
                verdict.Violation($"The artifact {name} has another content.");
            }
        }
    }

    /// <summary>The artifacts that a row of the database refers to.</summary>
    public static async Task<ImmutableHashSet<string>> NeededAsync(ChaosDatabase database)
    {
        var outputs = (await database.QueryAsync<string>("SELECT output FROM autocompress.step_result")).SelectMany(text => Json.Read<StageOutput>(text).Artifacts.Values);
        var models = (await database.QueryAsync<string>("SELECT result FROM autocompress.trial WHERE outcome = 'completed'"))
            .Select(text => ((TrialResult.Completed)Json.Read<TrialResult>(text)).Model);
        var fronts = (await database.QueryAsync<string>("SELECT front FROM autocompress.study WHERE front IS NOT NULL"))
            .Select(Json.Read<FrontReport>).SelectMany(front => front.Points.Prepend(front.Original)).Select(point => point.Model);
        var inputs = (await database.QueryAsync<string>("SELECT inputs FROM autocompress.study")).SelectMany(text => Json.Read<StudyInputs>(text).Artifacts);
        var checkpoints = (await database.QueryAsync<string>("SELECT checkpoint FROM autocompress.work WHERE checkpoint IS NOT NULL"))
            .SelectMany(text => Json.Read<ImmutableSortedDictionary<string, string>>(text).Values);
        return [.. outputs, .. models, .. fronts, .. inputs, .. checkpoints];
    }
}
