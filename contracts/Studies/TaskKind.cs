namespace AutoCompress.Studies;

/// <summary>What the model is for; it decides the loss, what labels look like and what accuracy can mean. docs/tasks.md has an example of each.</summary>
public enum TaskKind
{
    /// <summary>One class a sample: logits or probabilities [batch, classes], labels [samples].</summary>
    Classification,

    /// <summary>Any number of flags a sample: logits or probabilities [batch, flags], labels [samples, flags] of 0 and 1.</summary>
    MultiLabel,

    /// <summary>Real numbers: output [batch, …], labels [samples, …] of the same shape.</summary>
    Regression,

    /// <summary>A class for each pixel: output [batch, classes, height, width] (or classes last), labels [samples, height, width].</summary>
    Segmentation,

    /// <summary>A class for each place of a sequence: output [batch, length, classes] (or classes before length), labels [samples, length].</summary>
    SequenceLabels,

    /// <summary>No labels: accuracy is how well a candidate's outputs match the original's.</summary>
    Imitate,
}
