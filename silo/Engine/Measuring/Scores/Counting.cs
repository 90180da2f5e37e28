namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>Counts a model's answers, sample by sample.</summary>
internal delegate Tally Counting(AnswerTable answers);
