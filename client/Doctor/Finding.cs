namespace AutoCompress.Client.Doctor;

/// <summary>One thing that doctor looked at.</summary>
/// <param name="Remedy">The command or step that mends it; null when all is well.</param>
/// <param name="IsRequired">Whether the product cannot do its job without it.</param>
internal sealed record Finding(string Subject, string Found, string? Remedy = null, bool IsRequired = true);
