using System.Globalization;

namespace AutoCompress.Host.Store;

/// <summary>Keeps a second process out of a silo's folder. The kernel lets go of it when this process dies, however it dies.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    /// <exception cref="StoreException">Another process holds the store, or the folder cannot be written.</exception>
    public FolderLock(string folder)
    {
        var owner = Path.Combine(folder, "store.pid");
        try
        {
            Directory.CreateDirectory(folder);
            _file = new FileStream(Path.Combine(folder, "store.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(owner))
        {
            throw new StoreException(
                $"The folder {folder} is in use by process {File.ReadAllText(owner).Trim()}. End that process, or use another folder.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The folder {folder} cannot be written: {problem.Message}", problem);
        }

        try
        {
            File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException problem)
        {
            _file.Dispose();
            throw new StoreException($"The folder {folder} cannot be written: {problem.Message}", problem);
        }
    }

    public void Dispose() => _file.Dispose();
}
