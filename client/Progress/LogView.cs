using AutoCompress.Studies;

namespace AutoCompress.Client.Progress;

/// <summary>A line for each change: for pipes, logs and CI.</summary>
internal sealed class LogView(TextWriter output)
{
    private readonly HashSet<int> _ended = [];
    private StudyState? _state;
    private string? _waits;

    /// <inheritdoc/>
    public void Show(StudySnapshot now)
    {
        foreach (var trial in now.Trials.Where(trial => !trial.IsRunning && _ended.Add(trial.Number)))
        {
            output.WriteLine($"[{ProgressText.Clock(now.Status.ActiveTime)}] {ProgressText.Ended(trial)}");
        }

        if (_state != now.Status.State)
        {
            _state = now.Status.State;
            output.WriteLine($"[{ProgressText.Clock(now.Status.ActiveTime)}] {ProgressText.Phase(now.Status.State)}");
        }

        if (_waits != now.Status.Waits)
        {
            _waits = now.Status.Waits;
            output.WriteLine($"[{ProgressText.Clock(now.Status.ActiveTime)}] {_waits ?? "goes on"}");
        }

        output.Flush();
    }
}
