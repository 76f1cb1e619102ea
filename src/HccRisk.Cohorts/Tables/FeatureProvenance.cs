using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace HccRisk.Cohorts.Tables;

/// <summary>Where the values of a feature table come from.</summary>
/// <param name="CreatedBy">What computed them, for example the name of an extractor.</param>
/// <param name="Options">Its options as canonical text: the same text means the same numbers from the same input.</param>
/// <param name="SoftwareVersion">Version of the software.</param>
public sealed record FeatureProvenance(string CreatedBy, string Options, string SoftwareVersion)
{
    /// <summary>Provenance of something computed by this version of the software.</summary>
    /// <param name="createdBy">What computed the values.</param>
    /// <param name="options">Its options as canonical text.</param>
    public static FeatureProvenance Of(string createdBy, string options) => new(createdBy, options, Version);

    /// <summary>The first 32 hexadecimal digits of the SHA-256 of <see cref="Options"/> in UTF-8.</summary>
    [JsonIgnore]
    public string OptionsHash => Hash(Options);

    private static string Version { get; } =
        typeof(FeatureProvenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
