namespace AutoCompress.Engine.Training.Operators;

/// <summary>Axis arithmetic that families share.</summary>
internal static class Places
{
    /// <summary>A negative axis counts from the end.</summary>
    public static int Axis(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);

    /// <summary>The shape that lets a row lie along <paramref name="axis"/> of a tensor and broadcast along the others.</summary>
    public static long[] Along(int axis, int rank, long size)
    {
        var shape = new long[rank];
        Array.Fill(shape, 1);
        shape[axis] = size;
        return shape;
    }
}
