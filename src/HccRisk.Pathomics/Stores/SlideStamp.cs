using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using HccRisk.Cohorts.Tables;
using HccRisk.Pathomics.Slides;

namespace HccRisk.Pathomics.Stores;

/// <summary>A slide as it was when it was embedded, all its files together. Of its path, which may name a person, only a hash is written.</summary>
internal sealed record SlideStamp(string PathHash, long Length, long ModifiedTicks)
{
    /// <summary>The full path; empty for a stamp read from a store.</summary>
    [JsonIgnore]
    public string Path => Input?.Path ?? "";

    /// <summary>The slide to read; null for a stamp read from a store.</summary>
    [JsonIgnore]
    public SlideInput? Input { get; private init; }

    /// <summary>Micrometres per pixel that were given for this slide; null when none were, and the options or the file tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? GivenMicronsPerPixel { get; init; }

    /// <summary>Hash of the annotation that says where to look, of its content and class; null when there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AnnotationHash { get; init; }

    /// <summary>Hash of its content; null before it was read.</summary>
    [JsonInclude]
    public string? ContentHash { get; private set; }

    public static SlideStamp Of(SlideInput slide)
    {
        var full = System.IO.Path.GetFullPath(slide.Path);
        var (length, ticks) = ImageContent.Measure(full);
        return new SlideStamp(Hash(full), length, ticks)
        {
            Input = slide with { Path = full },
            GivenMicronsPerPixel = slide.Scale?.MicronsPerPixel,
            AnnotationHash = slide.Annotation is { } areas ? Hash($"{areas.Classification}\n{ImageContent.HashOf(areas.Path)}") : null,
        };
    }

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of a name in UTF-8.</summary>
    public static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];

    /// <summary>Whether both are read in the same way: with one scale, in one area.</summary>
    public bool IsReadLike(SlideStamp other) =>
        GivenMicronsPerPixel == other.GivenMicronsPerPixel && string.Equals(AnnotationHash, other.AnnotationHash, StringComparison.Ordinal);

    /// <summary>Whether both are one slide as far as can be told without reading it: it may have moved.</summary>
    public bool LooksLike(SlideStamp other) => Length == other.Length && ModifiedTicks == other.ModifiedTicks;

    /// <summary>Reads the slide, once, for the hash of its content.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public string ReadContent(CancellationToken cancellationToken = default) => ContentHash ??= ImageContent.HashOf(Path, cancellationToken);
}
