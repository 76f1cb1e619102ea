using System.Security.Cryptography;
using System.Text;

namespace HccRisk.Oracles.Fuzzing;

/// <summary>
/// Gives damaged files a checksum that holds, as whoever made them on purpose would: readers of sealed files then get to see the damage. The seal
/// is the word <c>hccrisk-sha256:</c> and the SHA-256 of the file with zeros for its 64 digits.
/// </summary>
public static class Reseal
{
    /// <summary>A file whose last seal fits it.</summary>
    /// <param name="file">Its bytes, which are changed.</param>
    /// <returns>The same array; as it was when it has no seal.</returns>
    public static byte[] Of(byte[] file)
    {
        var mark = "hccrisk-sha256:"u8;
        var at = file.AsSpan().LastIndexOf(mark) + mark.Length;
        if (at >= mark.Length && at + 64 <= file.Length)
        {
            file.AsSpan(at, 64).Fill((byte)'0');
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(file))).CopyTo(file, at);
        }

        return file;
    }
}
