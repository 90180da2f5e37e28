using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>A stage with its parameter and result records.</summary>
internal abstract class EngineStage<TParameters, TValues>(string name, int version) : IEngineStage
{
    public string Name => name;

    public int Version => version;

    public async Task<StageResult.Succeeded> RunAsync(string parameters, StageContext context)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var values = await RunAsync(Json.Read<TParameters>(parameters), context, files).ConfigureAwait(false);
        return new(files.ToImmutableSortedDictionary(StringComparer.Ordinal), Json.Write(values));
    }

    /// <summary>How a pipeline asks for this stage.</summary>
    public Stage Call(
        TParameters parameters, ulong seed, IEnumerable<KeyValuePair<string, string>> inputs, ImmutableArray<string> labels, double? seconds = null) =>
        new(name, version, Json.Write(parameters), inputs.ToImmutableSortedDictionary(StringComparer.Ordinal), seed, labels, seconds);

    /// <param name="files">The stage adds output name and path of each file that it leaves.</param>
    protected abstract Task<TValues> RunAsync(TParameters parameters, StageContext context, IDictionary<string, string> files);
}
