using Dapper;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>Makes sure that all silos of a database use the same folder of artifacts.</summary>
/// <remarks>
/// A silo with a folder of its own would miss the files of others, forget their results and compute them again, and so would the others
/// with its own. So the first silo of a cluster leaves the cluster's name in the folder, and every other one has to find it there.
/// </remarks>
internal static class SharedFolder
{
    private const string Mark = "cluster";

    /// <exception cref="StoreException">The folder cannot be written, or is not the one that the cluster's first silo had.</exception>
    public static void Check(PostgresDatabase database, string folder) => database.AtStart(connection =>
    {
        using var transaction = connection.BeginTransaction();
        var (id, marked) = connection.QuerySingle<(string, bool)>(
            "SELECT id, folder_marked FROM autocompress.cluster FOR UPDATE", transaction: transaction);
        var path = Path.Combine(folder, Mark);
        var found = Found(path, id, create: !marked);
        if (found != id)
        {
            throw new StoreException(
                $"The folder {folder} does not hold the artifacts of this cluster ({database.Address}). "
                + "All silos of one database need the same folder: mount it on every machine and name it with --artifacts.");
        }

        connection.Execute("UPDATE autocompress.cluster SET folder_marked = true WHERE NOT folder_marked", transaction: transaction);
        transaction.Commit();
        return id;
    });

    /// <returns>The name in the folder; null for none.</returns>
    private static string? Found(string path, string id, bool create)
    {
        try
        {
            if (!File.Exists(path) && create)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, id);
            }

            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The artifacts' folder {Path.GetDirectoryName(path)} cannot be used: {problem.Message}", problem);
        }
    }
}
