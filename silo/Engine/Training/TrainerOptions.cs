using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Training;

/// <summary>How long and how a graph is trained.</summary>
public sealed record TrainerOptions
{
    [Range(1, 1 << 16)]
    public int BatchSize { get; init; } = 64;

    /// <summary>Samples in all, rounded up to whole batches.</summary>
    [Range(1, long.MaxValue)]
    public required long Samples { get; init; }

    /// <summary>
    /// Longest training time; null for none. Progress is the samples' share, or the time's where that is well ahead, so the learning rate
    /// reaches its end by then, whichever comes first.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>Learning rate after the warm-up.</summary>
    [Range(0, double.MaxValue)]
    public double PeakLearningRate { get; init; } = 0.05;

    /// <summary>Share of the progress in which the learning rate climbs linearly from 0, before its cosine descent to 0.</summary>
    [Range(0, 1)]
    public double WarmUp { get; init; } = 0.1;

    /// <summary>Momentum of SGD (Nesterov 1983).</summary>
    [Range(0, 1)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Acts on weights of two axes or more; never on biases, BatchNorm and scales. SGD: an L2 term; AdamW: decoupled.</summary>
    [Range(0, 1)]
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Largest L2 norm of the whole gradient; longer ones are shortened to it. 0 switches it off.</summary>
    [Range(0, double.MaxValue)]
    public double GradientClip { get; init; }

    /// <summary>Share of the label's probability that is spread over all classes.</summary>
    [Range(0, 1)]
    public double LabelSmoothing { get; init; }

    /// <summary>Weight of the teacher's part of the loss; the labels have the rest. Without labels it counts as 1.</summary>
    [Range(0, 1)]
    public double DistillationWeight { get; init; }

    /// <summary>Temperature of teacher and student (Hinton et al. 2015); the teacher's part is multiplied by its square.</summary>
    [Range(0.01, 1000)]
    public double Temperature { get; init; } = 4;

    /// <summary>The outputs that are trained, at least one; labels belong to the first. Without a name it is the model's first output.</summary>
    public ImmutableArray<TaskOutput> Outputs { get; init; } = [TaskOutput.Logits];

    /// <summary>The variance of each output's values, which a squared error is divided by, so that a learning rate means the same for any unit; empty for 1.</summary>
    public ImmutableArray<double> Variances { get; init; } = [];

    /// <summary>Whether scales of fake-quantized values are trained too (LSQ).</summary>
    public bool LearnScales { get; init; }

    public TrainingDevice Device { get; init; } = TrainingDevice.Cpu;

    /// <summary>Threads inside an operator.</summary>
    [Range(1, 1024)]
    public int Threads { get; init; } = 1;

    /// <summary>Seeds Dropout; the order and augmentation of samples have the seed of their source.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Where a checkpoint is written after each epoch and a training that was interrupted goes on from; null for none.</summary>
    public string? CheckpointFolder { get; init; }
}
