using Microsoft.Extensions.DependencyInjection;

namespace AutoCompress.Host.Studies;

/// <summary>What the command line and the services ask.</summary>
public static class StudyServices
{
    /// <summary>Adds <see cref="IStudyDirectory"/>; needs a store and an <see cref="IStudyIntake"/>.</summary>
    public static IServiceCollection AddStudies(this IServiceCollection services) => services.AddSingleton<IStudyDirectory, StudyDirectory>();
}
