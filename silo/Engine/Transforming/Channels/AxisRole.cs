namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>What an axis of a constant does with the channels that it carries.</summary>
internal enum AxisRole
{
    /// <summary>One index makes one channel: the output axis of a weight.</summary>
    Produces,

    /// <summary>One index reads one channel and is summed over: the input axis of a weight.</summary>
    Consumes,

    /// <summary>One index belongs to one channel: biases, normalisation parameters, elementwise constants.</summary>
    Follows,
}
