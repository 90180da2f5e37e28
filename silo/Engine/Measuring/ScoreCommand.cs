using System.Diagnostics;
using System.Globalization;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Tasks;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>
/// Lets the user's own program score predictions. It is given the path of a .npy file of predictions [samples, …], that of one with the samples'
/// places in the data as int64 [samples], and "train" or "test", the data that these places count in. Its last line of output is the accuracy.
/// </summary>
internal static class ScoreCommand
{
    private const int ErrorText = 400;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary><paramref name="answers"/> with their <see cref="AnswerTable.Score"/>; as they are when the task needs no program.</summary>
    /// <param name="isTest">Whether the split is the test split.</param>
    /// <param name="folder">Where the files may lie meanwhile.</param>
    /// <exception cref="StepFailureException">InvalidData: the program is not there, fails, or does not end in a number; Timeout: it takes more than ten minutes.</exception>
    public static async Task<AnswerTable> ScoredAsync(StudyTask task, AnswerTable answers, DataSplit split, bool isTest, string folder, CancellationToken cancellation)
    {
        if (task.Command.IsEmpty)
        {
            return answers;
        }

        var part = answers.Parts[0];
        var (predictions, places) = (Path.Combine(folder, "predictions.npy"), Path.Combine(folder, "places.npy"));
        NpyWriter.Write(predictions, answers.Values, [answers.Count, .. part.IsClassMap ? part.Shape.RemoveAt(part.Output.Axis - 1) : part.Shape]);
        NpyWriter.Write(places, [.. split.Indices.Take(answers.Count).Select(index => (long)index)]);
        try
        {
            var score = await RunAsync(task, [predictions, places, isTest ? "test" : "train"], cancellation).ConfigureAwait(false);
            return new(answers.Parts, answers.Values.ToArray()) { Score = score };
        }
        finally
        {
            File.Delete(predictions);
            File.Delete(places);
        }
    }

    private static async Task<double> RunAsync(StudyTask task, string[] arguments, CancellationToken cancellation)
    {
        var name = string.Join(' ', task.Command);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        using var process = Start(task, arguments, name);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            var last = (await output.ConfigureAwait(false)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault("");
            if (process.ExitCode != 0)
            {
                var said = (await errors.ConfigureAwait(false)).Trim();
                throw BadData.Invalid($"The program '{name}' ended with code {process.ExitCode}: {(said.Length > ErrorText ? "…" + said[^ErrorText..] : said)} Run it by hand on a file of predictions.");
            }

            return double.TryParse(last, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && double.IsFinite(score)
                ? score
                : throw BadData.Invalid($"The program '{name}' ended with the line '{last}', which is no number. Let it print the accuracy, larger is better, on its last line.");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new StepFailureException(FailureCause.Timeout, $"The program '{name}' did not end within {Limit.TotalMinutes:0} minutes. Make it faster, or lower data.selection.");
        }
    }

    private static Process Start(StudyTask task, string[] arguments, string name)
    {
        var start = new ProcessStartInfo(task.Command[0], [.. task.Command.Skip(1), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw BadData.Invalid($"The program '{name}' cannot be started: {e.Message}. Correct command: in the study.", e);
        }
    }
}
