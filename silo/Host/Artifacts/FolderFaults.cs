using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts;

/// <summary>What goes wrong with a folder of artifacts, which may be a file server's.</summary>
internal static class FolderFaults
{
    /// <summary>Linux error numbers of a file server that is away: EIO, ENXIO, EAGAIN, ENODEV, ENETDOWN to ECONNRESET, ENOTCONN to EHOSTUNREACH, ESTALE.</summary>
    private static readonly HashSet<int> Away = [5, 6, 11, 19, 100, 101, 102, 103, 104, 107, 110, 111, 112, 113, 116];

    /// <summary>Whether the same again may go well.</summary>
    public static bool IsPassing(Exception problem) => problem is FolderAwayException || (problem is IOException && Away.Contains(problem.HResult));

    public static StoreException Explain(string folder, Exception problem) => IsPassing(problem)
        ? new(
            $"The artifacts' folder {folder} cannot be reached: {problem.Message} Mount it again or mend the network, then start again; nothing that was finished is lost.",
            problem)
        : new($"The artifacts' folder {folder} cannot be written: {problem.Message} Free some space or mend the folder, then start again.", problem);
}
