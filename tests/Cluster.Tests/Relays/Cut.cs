namespace AutoCompress.Cluster.Tests.Relays;

/// <summary>Where a connection is cut, seen from the piece at which it is.</summary>
internal enum Cut
{
    /// <summary>The other side never hears of the piece.</summary>
    Before,

    /// <summary>The piece arrives, and whoever sent it is gone before an answer can.</summary>
    BeforeTheAnswer,

    /// <summary>The piece still arrives.</summary>
    After,

    /// <summary>As <see cref="Before"/>, and all connections with it: <see cref="TcpRelay.GoAway"/>.</summary>
    WithAllOthers,
}
