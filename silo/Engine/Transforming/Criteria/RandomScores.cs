using System.Security.Cryptography;
using System.Text;
using AutoCompress.Engine.Data;

namespace AutoCompress.Engine.Transforming.Criteria;

/// <summary>Uniform scores from the seed and the group's name: the baseline, and the same whatever other groups there are.</summary>
internal static class RandomScores
{
    public static IEnumerable<double[]> Score(GroupTensors tensors, ulong seed)
    {
        var name = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(tensors.Group.Name)));
        var random = new SplitMix64(SplitMix64.Mix(seed, name));
        var scores = new double[tensors.Group.Units];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = random.NextDouble();
        }

        return [scores];
    }
}
