namespace AutoCompress.Engine.Training.Optimizing;

/// <summary>Linear warm-up from 0, then half a cosine to 0 (Loshchilov and Hutter 2017), over progress instead of steps.</summary>
/// <param name="Peak">The highest rate.</param>
/// <param name="WarmUp">Share of the progress that climbs, 0 to 1.</param>
internal readonly record struct LearningRateSchedule(double Peak, double WarmUp)
{
    /// <param name="progress">From 0 to 1; clamped.</param>
    public double At(double progress)
    {
        progress = Math.Clamp(progress, 0, 1);
        return progress < WarmUp
            ? Peak * progress / WarmUp
            : Peak * 0.5 * (1 + Math.Cos(Math.PI * (WarmUp < 1 ? (progress - WarmUp) / (1 - WarmUp) : 1)));
    }
}
