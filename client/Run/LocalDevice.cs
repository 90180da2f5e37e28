using System.Collections.Immutable;
using AutoCompress.Client.Errors;
using AutoCompress.Host;
using AutoCompress.Host.Silos;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Run;

/// <summary>Whether this machine alone can do what a study asks of a cluster.</summary>
internal static class LocalDevice
{
    private const string Prefix = "device:";

    /// <exception cref="CommandException">It cannot, and the study would wait for ever.</exception>
    public static void Check(StudySpec spec) => Check(spec, SiloLabels.Of(new SiloPlaces("")));

    /// <inheritdoc cref="Check(StudySpec)"/>
    public static void Check(StudySpec spec, ImmutableArray<string> labels)
    {
        var target = spec.Target.Device is StageLabels.Cpu or StageLabels.Cuda ? spec.Target.Device : StageLabels.Device(spec.Target.Device);
        Require("target.device", spec.Target.Device, target, "Leave it out to measure here");
        Require("training.device", spec.Training.Device ?? StageLabels.Cpu, spec.Training.Device ?? StageLabels.Cpu, "Leave it out to train on the processor");
        if (spec.Training.Memory is { } bytes)
        {
            Require("training.memory", $"{bytes} bytes", StageLabels.Memory(bytes), "Leave it out to try");
        }

        void Require(string field, string value, string label, string remedy)
        {
            if (!labels.Contains(label))
            {
                var own = labels.FirstOrDefault(one => one.StartsWith(Prefix, StringComparison.Ordinal)) is { } device ? $" (its device is {device[Prefix.Length..]})" : "";
                throw new CommandException(
                    $"{field} is {value}, which this machine does not have{own}. {remedy}, or submit the study to a cluster that has such a silo ('autocompress serve').");
            }
        }
    }
}
