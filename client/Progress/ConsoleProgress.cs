using System.Globalization;
using AutoCompress.Trials;

namespace AutoCompress.Client.Progress;

/// <summary>A line a report, at most one for each hundredth of the way.</summary>
internal sealed class ConsoleProgress : IProgress<StageProgress>
{
    private double _shown = -1;

    public void Report(StageProgress value)
    {
        if (value.Done < _shown || value.Done >= _shown + 0.01)
        {
            _shown = value.Done;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Done * 100,5:0.0} %  {value.Note}"));
        }
    }
}
