namespace AutoCompress.Host.Studies;

/// <summary>How a turn of a grain ended.</summary>
internal enum TurnProgress
{
    /// <summary>Something changed: the next turn can follow at once.</summary>
    Again,

    /// <summary>Nothing to do until a step ends or an order comes.</summary>
    Parked,

    /// <summary>The activation is over.</summary>
    Lost,
}
