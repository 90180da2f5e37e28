namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>How one life of a silo ended.</summary>
/// <param name="Life">Its name, which its connections and its log have too.</param>
/// <param name="Expected">The code it should end with, as it was killed or asked to stop; null when it ended by itself.</param>
/// <param name="Said">What it wrote to its terminal.</param>
internal sealed record SiloEnd(int Silo, string Life, int Code, int? Expected, string Said);
