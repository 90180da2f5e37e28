namespace AutoCompress.Engine.Data;

/// <summary>What an IDX file holds.</summary>
/// <param name="Shape">Items first; no axis is empty.</param>
/// <param name="Data">Row-major, as long as the shape says.</param>
internal sealed record IdxContent(long[] Shape, byte[] Data);
