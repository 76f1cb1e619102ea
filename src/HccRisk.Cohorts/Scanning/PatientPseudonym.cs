using System.Security.Cryptography;
using System.Text;

namespace HccRisk.Cohorts.Scanning;

/// <summary>Identifiers that say nothing without a key: the same patient has the same one, and whoever has the key can make it again.</summary>
public static class PatientPseudonym
{
    internal const int MinKeyLength = 16;

    /// <summary>HMAC-SHA-256 of the identifier (RFC 2104), its first 64 bits as <c>P</c> and 16 hexadecimal digits.</summary>
    /// <param name="key">The key, at least 16 characters; its UTF-8 bytes count.</param>
    /// <param name="patientId">The identifier.</param>
    /// <returns>The pseudonym. Among a million patients two meet with a chance of 3e-8.</returns>
    /// <exception cref="ArgumentException">The key is too short.</exception>
    public static string Of(string key, string patientId)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(patientId);
        return key.Length >= MinKeyLength
            ? "P" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(patientId)).AsSpan(0, 8))
            : throw new ArgumentException(FormattableString.Invariant($"the key has {key.Length} characters, {MinKeyLength} or more were expected"), nameof(key));
    }
}
