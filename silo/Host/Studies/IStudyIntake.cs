using AutoCompress.Studies;

namespace AutoCompress.Host.Studies;

/// <summary>Checks a submitted spec against the files it names and takes these in.</summary>
public interface IStudyIntake
{
    /// <summary>Stores the model as an artifact and hashes the data, or names everything that is wrong.</summary>
    Task<Intake> TakeAsync(StudySpec spec, CancellationToken cancellationToken);
}
