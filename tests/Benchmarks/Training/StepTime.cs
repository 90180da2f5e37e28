namespace AutoCompress.Benchmarks.Training;

/// <summary>Seconds of some steps: on the wall clock, and of all the process's cores together.</summary>
internal readonly record struct StepTime(double Wall, double Cpu);
