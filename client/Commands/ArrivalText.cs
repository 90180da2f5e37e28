using AutoCompress.Host.Archive;
using AutoCompress.Studies;

namespace AutoCompress.Client.Commands;

/// <summary>What to say of a study that came in.</summary>
internal static class ArrivalText
{
    /// <param name="done">How it came.</param>
    public static string Of(Arrival arrival, string done)
    {
        var state = KebabCase.Of(arrival.State);
        return arrival.WasThere
            ? $"{arrival.Study} was here already ({state}); nothing was changed."
            : $"{arrival.Study} is {done}: {arrival.Trials} trials, {state}.{(arrival.State == StudyState.Paused ? $" It goes on with: autocompress resume {arrival.Study}" : "")}";
    }
}
