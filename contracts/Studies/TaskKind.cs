namespace AutoCompress.Studies;

/// <summary>What the model is for; it decides the loss and the accuracy metric.</summary>
public enum TaskKind { Classification }
