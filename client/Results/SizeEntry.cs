using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Results;

/// <summary>Bytes of the file, and its comparison with the original both ways.</summary>
/// <param name="CompressionRatio">This model's bytes / the original's, as the literature counts.</param>
/// <param name="TimesSmaller">The inverse: the original's bytes / this model's.</param>
internal sealed record SizeEntry(long Bytes, double CompressionRatio, double TimesSmaller)
{
    public static SizeEntry Of(FrontPoint point, FrontPoint original)
    {
        var (bytes, full) = (point.Values[Metric.Size].Value, original.Values[Metric.Size].Value);
        return new((long)bytes, bytes / full, full / bytes);
    }
}
