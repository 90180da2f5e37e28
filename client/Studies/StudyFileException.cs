using System.Collections.Immutable;
using AutoCompress.Studies;

namespace AutoCompress.Client.Studies;

/// <summary>A study file that cannot run, with everything that is wrong in it.</summary>
internal sealed class StudyFileException(string path, ImmutableArray<SpecFault> faults)
    : Exception($"{path} has {faults.Length} {(faults.Length == 1 ? "fault" : "faults")}:\n{string.Join('\n', faults)}")
{
    public ImmutableArray<SpecFault> Faults => faults;
}
