namespace AutoCompress.Spaces;

/// <summary>Accuracy lost (0 to 1) when only <paramref name="Keep"/> (0 to 1) of the group's channels stay.</summary>
public sealed record GroupSensitivity(string Group, double Keep, double AccuracyDrop);
