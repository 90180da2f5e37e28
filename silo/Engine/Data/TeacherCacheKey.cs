using System.Security.Cryptography;
using System.Text;

namespace AutoCompress.Engine.Data;

/// <summary>Everything that a teacher's logits depend on.</summary>
/// <param name="Teacher">SHA-256 of the teacher's model.</param>
/// <param name="Data">The data's fingerprint.</param>
/// <param name="Normalisation">How its samples become inputs.</param>
/// <param name="Samples">Samples of the data set that the split was taken from.</param>
/// <param name="Classes">Logits of one sample.</param>
public sealed record TeacherCacheKey(string Teacher, string Data, string Normalisation, Augmentation Views, int Samples, int Classes)
{
    /// <summary>SHA-256 over all of it: 32 bytes.</summary>
    public byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(Json.Write(this)));
}
