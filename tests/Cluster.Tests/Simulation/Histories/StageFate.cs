namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>How every run of a step ends.</summary>
internal enum StageFate { Succeeds, Fails, Kills }
