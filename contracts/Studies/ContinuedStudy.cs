namespace AutoCompress.Studies;

/// <summary>An earlier study whose history another one goes on with, in a space or for objectives of its own.</summary>
/// <param name="Study">Its id.</param>
/// <param name="Trials">How many trials the history begins with: those that the earlier study had when the later one was submitted, whose server counts them.</param>
public sealed record ContinuedStudy(string Study, int Trials = 0);
