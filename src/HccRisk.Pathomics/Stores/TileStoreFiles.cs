using System.Text.Json;
using HccRisk.Cohorts.Privacy;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Tiling;

namespace HccRisk.Pathomics.Stores;

/// <summary>The files of a store. Everything is sealed and written in one step, so a killed run leaves whole files only.</summary>
/// <param name="folder">Where they are.</param>
/// <param name="header">What made the store.</param>
internal sealed class TileStoreFiles(string folder, TileStoreHeader header)
{
    private const string ExclusionExtension = ".excluded.json";
    private const string SeenExtension = ".seen.json";
    private const string ClaimExtension = ".claim";

    /// <summary>What stands for the slide in the reason of an exclusion, as it is written.</summary>
    private const string SlidePlace = "slide";

    /// <summary>What stands for its annotation.</summary>
    private const string AnnotationPlace = "annotation";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _pathOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _expected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SlideStamp?> _others = new(StringComparer.Ordinal);

    private string Extension => header.Format == TileStoreFormat.Hdf5 ? TileFile.Hdf5Extension : TileFile.ParquetExtension;

    public IReadOnlyList<string> Names(string pattern = "*") =>
        [.. Directory.EnumerateFiles(folder, pattern + Extension).Select(x => Path.GetFileName(x)[..^Extension.Length]).Order(StringComparer.Ordinal)];

    /// <summary>Slides that are there: a file of one of them is not taken for that of another which moved.</summary>
    public void Expect(IEnumerable<SlideStamp> slides)
    {
        lock (_gate)
        {
            _expected.UnionWith(slides.Select(s => s.PathHash));
        }
    }

    /// <summary>The right to embed a slide; null when another process or thread has it.</summary>
    public FileClaim? TryClaim(string name) => FileClaim.TryTake(Path.Combine(folder, name + ClaimExtension));

    /// <summary>Takes away the claims of processes that were killed.</summary>
    public void RemoveAbandonedClaims()
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*" + ClaimExtension))
        {
            FileClaim.TryTake(path)?.Dispose();
        }
    }

    /// <summary>
    /// The name of a slide: a hash of that of its file. When another slide has the name, it is followed by a hash of the path; a slide that moved keeps that of
    /// the path it had.
    /// </summary>
    public string NameFor(SlideStamp slide)
    {
        lock (_gate)
        {
            var plain = "slide-" + SlideStamp.Hash(Path.GetFileName(slide.Path));
            var own = $"{plain}-{slide.PathHash[..8]}";
            var name = IsFree(plain, slide) ? plain
                : KnownSlide(own)?.PathHash == slide.PathHash ? own
                : Names(plain + "-*").FirstOrDefault(other => !_pathOf.ContainsKey(other) && Other(other) is { } known && IsSame(other, known, slide))
                ?? own;
            _pathOf[name] = slide.PathHash;
            return name;
        }
    }

    /// <summary>What is known of a slide as it is now; null when it must be computed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="slide">The slide.</param>
    /// <param name="verify">Whether slide and stored file are read whole.</param>
    /// <param name="anyReading">Whether it may have been read with another scale, or within another annotation, than are given now.</param>
    /// <exception cref="TileStoreException">A file of the slide is damaged, or is of another store.</exception>
    public SlideOutcome? Find(string name, SlideStamp slide, bool verify = false, bool anyReading = false)
    {
        bool Fits(SlideStamp known) => (anyReading || known.IsReadLike(slide)) && IsSame(name, known, slide, verify);
        var path = DataPath(name);
        if (TileFile.ReadHeader(path, verify) is { } found)
        {
            // What does not fit may be damage that spared the form: the checksum tells.
            var fits = Fits(found.Slide);
            if ((!fits || !IsSameMaker(found)) && TileFile.ReadHeader(path, verify: true) is null)
            {
                return null;
            }

            if (fits)
            {
                RequireSameMaker(path, found);
                if (found.JudgedTiles > 0 && !JudgedTilesFile.IsThere(JudgedPath(name)))
                {
                    return null;
                }

                return new SlideOutcome(name, null, NoTissue: false)
                {
                    Warnings = [.. found.Warnings.Select(x => Named(x, slide))],
                    MicronsPerPixel = found.SlideMicronsPerPixel,
                    ScaleSource = found.ScaleSource,
                };
            }
        }

        return ReadExclusion(name) is { } excluded && string.Equals(excluded.FingerprintHash, header.FingerprintHash, StringComparison.Ordinal)
            && Fits(excluded.Slide)
            ? new SlideOutcome(name, Named(excluded.Reason, slide), excluded.NoTissue)
            : null;
    }

    /// <exception cref="TileStoreException">The file is damaged, or is of another store.</exception>
    public SlideEmbedding Read(string name)
    {
        var path = DataPath(name);
        var (tiles, slide) = TileFile.Read(path) ?? throw new TileStoreException($"'{path}' is gone: another process took it out of the store.");
        RequireSameMaker(path, tiles);
        return slide;
    }

    public void Write(string name, SlideEmbedding embedding, SlideStamp slide)
    {
        foreach (var value in embedding.Values.Span)
        {
            if (!float.IsFinite(value))
            {
                throw new TileStoreException(FormattableString.Invariant($"Slide '{slide.Path}' has an embedding of {value}; a store takes finite numbers only."));
            }
        }

        var places = PlacesOf(slide);
        JudgedTilesFile.Write(JudgedPath(name), embedding.Grid.TileSize, embedding.Judged);
        var tiles = TileFileHeader.Of(embedding, slide, header) with { Warnings = [.. embedding.Warnings.Select(places.Hide)] };
        TileFile.Write(DataPath(name), embedding, tiles, header.Backbone.OutputLabels());
        File.Delete(ExclusionPath(name));
        File.Delete(SeenPath(name));
    }

    /// <returns>The tiles that were judged; null when an earlier version wrote the slide.</returns>
    /// <exception cref="TileStoreException">The file is damaged.</exception>
    public JudgedTiles? ReadJudged(string name) => JudgedTilesFile.Read(JudgedPath(name));

    public void WriteExclusion(SlideOutcome outcome, SlideStamp slide)
    {
        var reason = PlacesOf(slide).Hide(outcome.Reason!);
        SealedJson.Write(ExclusionPath(outcome.Name), new Exclusion(slide, header.FingerprintHash, reason, outcome.NoTissue), JsonSerializerOptions.Web);
        File.Delete(DataPath(outcome.Name));
        File.Delete(JudgedPath(outcome.Name));
        File.Delete(SeenPath(outcome.Name));
    }

    /// <summary>A text of the store with the slide it is about.</summary>
    private static string Named(string text, SlideStamp slide) => text.Replace($"[{SlidePlace}]", $"'{slide.Path}'", StringComparison.Ordinal)
        .Replace($"[{AnnotationPlace}]", slide.Input?.Annotation is { } areas ? $"'{areas.Path}'" : $"[{AnnotationPlace}]", StringComparison.Ordinal);

    private static FilePlaces PlacesOf(SlideStamp slide) => slide.Input?.Annotation is { } areas
        ? FilePlaces.Of((slide.Path, SlidePlace), (areas.Path, AnnotationPlace)) : FilePlaces.Of((slide.Path, SlidePlace));

    private string DataPath(string name) => Path.Combine(folder, name + Extension);

    private string ExclusionPath(string name) => Path.Combine(folder, name + ExclusionExtension);

    private string JudgedPath(string name) => Path.Combine(folder, name + JudgedTilesFile.Extension);

    private string SeenPath(string name) => Path.Combine(folder, name + SeenExtension);

    private bool IsFree(string name, SlideStamp slide)
    {
        if (_pathOf.TryGetValue(name, out var taken))
        {
            return string.Equals(taken, slide.PathHash, StringComparison.Ordinal);
        }

        // That a name is taken may be damage that spared the form: the checksum tells.
        return IsFree(KnownSlide(name)) || IsFree(KnownSlide(name, verify: true));

        bool IsFree(SlideStamp? known) => known is null || string.Equals(known.PathHash, slide.PathHash, StringComparison.Ordinal)
            || (!_expected.Contains(known.PathHash) && IsSame(name, known, slide));
    }

    /// <summary>The slide of a name, where it may have moved; read once, for every slide that is new looks through all of them.</summary>
    private SlideStamp? Other(string name)
    {
        if (!_others.TryGetValue(name, out var known))
        {
            _others[name] = known = KnownSlide(name);
        }

        return known is null || _expected.Contains(known.PathHash) ? null : known;
    }

    private SlideStamp? KnownSlide(string name, bool verify = false) => TileFile.ReadHeader(DataPath(name), verify)?.Slide ?? ReadExclusion(name)?.Slide;

    private static bool HasSameContent(SlideStamp known, SlideStamp slide)
    {
        try
        {
            return known.Length == slide.Length && known.Length >= 0 && string.Equals(known.ContentHash, slide.ReadContent(), StringComparison.Ordinal);
        }
        catch (Exception error) when (PassingFailure.Is(error))
        {
            // It is not recognised now; embedding it will fail for the same cause and say so.
            return false;
        }
    }

    /// <summary>
    /// Whether a slide is the one that is known, also after it was copied or touched; how it looks now is remembered, so that the next run need not
    /// read it.
    /// </summary>
    private bool IsSame(string name, SlideStamp known, SlideStamp slide, bool verify = false)
    {
        if (!verify && (known.LooksLike(slide) || SealedJson.Read<SlideStamp>(SeenPath(name), JsonSerializerOptions.Web)?.LooksLike(slide) == true))
        {
            return true;
        }

        if (!HasSameContent(known, slide))
        {
            return false;
        }

        if (!known.LooksLike(slide))
        {
            SealedJson.Write(SeenPath(name), slide, JsonSerializerOptions.Web);
        }

        return true;
    }

    private Exclusion? ReadExclusion(string name) => SealedJson.Read<Exclusion>(ExclusionPath(name), JsonSerializerOptions.Web);

    private bool IsSameMaker(TileFileHeader tiles) => string.Equals(tiles.FingerprintHash, header.FingerprintHash, StringComparison.Ordinal);

    private void RequireSameMaker(string path, TileFileHeader tiles)
    {
        if (!IsSameMaker(tiles))
        {
            throw new TileStoreException(
                $"'{path}' was made with backbone '{tiles.Backbone}' (SHA-256 {tiles.BackboneSha256}, fingerprint {tiles.FingerprintHash}); its store is of '{header.Backbone.Name}' ({header.Backbone.Sha256}, fingerprint {header.FingerprintHash}). It was copied from another store: remove it.");
        }
    }

    private sealed record Exclusion(SlideStamp Slide, string FingerprintHash, string Reason, bool NoTissue);
}
