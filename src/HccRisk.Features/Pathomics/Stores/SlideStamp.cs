using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace HccRisk.Features.Pathomics.Stores;

/// <summary>A slide file as it was when it was embedded. Of its path, which may name a person, only a hash is written.</summary>
internal sealed record SlideStamp(string PathHash, long Length, long ModifiedTicks)
{
    /// <summary>The full path; empty for a stamp read from a store.</summary>
    [JsonIgnore]
    public string Path { get; private init; } = "";

    public static SlideStamp Of(string path)
    {
        var file = new FileInfo(path);
        var stamp = file.Exists ? new SlideStamp(Hash(file.FullName), file.Length, file.LastWriteTimeUtc.Ticks) : new SlideStamp(Hash(file.FullName), -1, 0);
        return stamp with { Path = file.FullName };
    }

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of a name in UTF-8.</summary>
    public static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];

    /// <summary>Whether both are one file as far as can be told without reading it: it may have moved.</summary>
    public bool IsSameContent(SlideStamp other) => Length == other.Length && ModifiedTicks == other.ModifiedTicks;
}
