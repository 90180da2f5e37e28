namespace AutoCompress.Host.Store;

/// <summary>The right to write a study's turns.</summary>
/// <param name="Fence">Greater than that of every earlier claim of anything.</param>
internal sealed record StudyLease(string Study, string Silo, long Fence);
