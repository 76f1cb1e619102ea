using System.Text.Json;
using HccRisk.Core.Privacy;
using HccRisk.Core.Storage;
using HccRisk.Features.Pathomics.Embedding;

namespace HccRisk.Features.Pathomics.Stores;

/// <summary>The files of a store. Everything is sealed and written in one step, so a killed run leaves whole files only.</summary>
/// <param name="folder">Where they are.</param>
/// <param name="header">What made the store.</param>
internal sealed class TileStoreFiles(string folder, TileStoreHeader header)
{
    private const string ExclusionExtension = ".excluded.json";

    /// <summary>What stands for the slide in the reason of an exclusion, as it is written.</summary>
    private const string SlidePlace = "slide";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _pathOf = new(StringComparer.OrdinalIgnoreCase);

    private string Extension => header.Format == TileStoreFormat.Hdf5 ? TileFile.Hdf5Extension : TileFile.ParquetExtension;

    public IReadOnlyList<string> Names() =>
        [.. Directory.EnumerateFiles(folder, "*" + Extension).Select(x => Path.GetFileName(x)[..^Extension.Length]).Order(StringComparer.Ordinal)];

    /// <summary>The name of a slide: a hash of that of its file, with a hash of its path when another slide has the name.</summary>
    public string NameFor(SlideStamp slide)
    {
        lock (_gate)
        {
            var plain = "slide-" + SlideStamp.Hash(Path.GetFileName(slide.Path));
            var name = IsFree(plain, slide) ? plain : $"{plain}-{slide.PathHash[..8]}";
            _pathOf[name] = slide.PathHash;
            return name;
        }
    }

    /// <summary>What is known of a slide as it is now; null when it must be computed.</summary>
    /// <exception cref="TileStoreException">A file of the slide is damaged, or is of another store.</exception>
    public SlideOutcome? Find(string name, SlideStamp slide)
    {
        if (TileFile.ReadHeader(DataPath(name), verify: false) is { } found)
        {
            if (found.Slide.IsSameContent(slide) && IsSameMaker(found))
            {
                return new SlideOutcome(name, null, NoTissue: false);
            }

            // What does not fit may be damage that spared the form: the checksum tells.
            found = TileFile.ReadHeader(DataPath(name), verify: true);
            if (found is not null && found.Slide.IsSameContent(slide))
            {
                RequireSameMaker(DataPath(name), found);
            }
        }

        return ReadExclusion(name) is { } excluded && excluded.Slide.IsSameContent(slide) && string.Equals(excluded.FingerprintHash, header.FingerprintHash, StringComparison.Ordinal)
            ? new SlideOutcome(name, excluded.Reason.Replace($"[{SlidePlace}]", $"'{slide.Path}'", StringComparison.Ordinal), excluded.NoTissue)
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
        TileFile.Write(DataPath(name), embedding, TileFileHeader.Of(embedding, slide, header), header.Backbone.OutputLabels());
        File.Delete(ExclusionPath(name));
    }

    public void WriteExclusion(SlideOutcome outcome, SlideStamp slide)
    {
        var reason = FilePlaces.Of(slide.Path, SlidePlace).Hide(outcome.Reason!);
        SealedJson.Write(ExclusionPath(outcome.Name), new Exclusion(slide, header.FingerprintHash, reason, outcome.NoTissue), JsonSerializerOptions.Web);
        File.Delete(DataPath(outcome.Name));
    }

    private string DataPath(string name) => Path.Combine(folder, name + Extension);

    private string ExclusionPath(string name) => Path.Combine(folder, name + ExclusionExtension);

    private bool IsFree(string name, SlideStamp slide)
    {
        if (_pathOf.TryGetValue(name, out var taken))
        {
            return string.Equals(taken, slide.PathHash, StringComparison.Ordinal);
        }

        // That a name is taken may be damage that spared the form: the checksum tells.
        return IsFree(verify: false) || IsFree(verify: true);

        bool IsFree(bool verify)
        {
            var known = TileFile.ReadHeader(DataPath(name), verify)?.Slide ?? ReadExclusion(name)?.Slide;
            return known is null || string.Equals(known.PathHash, slide.PathHash, StringComparison.Ordinal) || known.IsSameContent(slide);
        }
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
