using System.Text.Json;
using HccRisk.Core.Privacy;
using HccRisk.Features.Pathomics.Embedding;

namespace HccRisk.Features.Pathomics.Stores;

/// <summary>The files of a store. Everything is written beside its place and renamed, so a killed run leaves whole files only.</summary>
internal sealed class TileStoreFiles(string folder, TileStoreHeader header)
{
    private const string ExclusionExtension = ".excluded.json";

    /// <summary>What stands for the slide in the reason of an exclusion, as it is written.</summary>
    private const string SlidePlace = "slide";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _pathOf = new(StringComparer.OrdinalIgnoreCase);

    private string Extension => header.Format == TileStoreFormat.Hdf5 ? ".h5" : ".parquet";

    public static void WriteText(string path, string text) => Replace(path, x => File.WriteAllText(x, text));

    /// <summary>Whether a path names a file of tiles, by its extension.</summary>
    public static bool IsTileFile(string path) => path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".h5", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file of tiles by itself, and the fingerprint of what made it.</summary>
    /// <exception cref="TileStoreException">It is damaged.</exception>
    public static (string FingerprintHash, SlideEmbedding Slide) ReadTileFile(string path) => Open(path, x => x.EndsWith(".h5", StringComparison.OrdinalIgnoreCase)
        ? (TileHdf5.ReadHeader(x).FingerprintHash, TileHdf5.Read(x))
        : (TileParquet.ReadHeaderAsync(x).GetAwaiter().GetResult().FingerprintHash, TileParquet.ReadAsync(x).GetAwaiter().GetResult()));

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
    public SlideOutcome? Find(string name, SlideStamp slide)
    {
        if (TryReadHeader(name) is { } found && found.Slide.IsSameContent(slide))
        {
            RequireSameMaker(DataPath(name), found);
            return new SlideOutcome(name, null, NoTissue: false);
        }

        return TryReadExclusion(name) is { } excluded && excluded.Slide.IsSameContent(slide) && string.Equals(excluded.FingerprintHash, header.FingerprintHash, StringComparison.Ordinal)
            ? new SlideOutcome(name, excluded.Reason.Replace($"[{SlidePlace}]", $"'{slide.Path}'", StringComparison.Ordinal), excluded.NoTissue)
            : null;
    }

    public SlideEmbedding Read(string name)
    {
        var path = DataPath(name);
        var embedding = Open(path, ReadFile);
        RequireSameMaker(path, embedding.Header);
        return embedding.Slide;
    }

    public void Write(string name, SlideEmbedding embedding, SlideStamp slide)
    {
        var tiles = TileFileHeader.Of(embedding, slide, header);
        Replace(DataPath(name), path =>
        {
            if (header.Format == TileStoreFormat.Hdf5)
            {
                TileHdf5.Write(path, name, embedding, tiles);
            }
            else
            {
                TileParquet.WriteAsync(path, embedding, tiles, header.Backbone.OutputLabels()).GetAwaiter().GetResult();
            }
        });
        File.Delete(ExclusionPath(name));
    }

    public void WriteExclusion(SlideOutcome outcome, SlideStamp slide)
    {
        var reason = FilePlaces.Of(slide.Path, SlidePlace).Hide(outcome.Reason!);
        WriteText(ExclusionPath(outcome.Name), JsonSerializer.Serialize(new Exclusion(slide, header.FingerprintHash, reason, outcome.NoTissue), JsonSerializerOptions.Web));
        File.Delete(DataPath(outcome.Name));
    }

    private static void Replace(string path, Action<string> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private (TileFileHeader Header, SlideEmbedding Slide) ReadFile(string path) => header.Format == TileStoreFormat.Hdf5
        ? (TileHdf5.ReadHeader(path), TileHdf5.Read(path))
        : (TileParquet.ReadHeaderAsync(path).GetAwaiter().GetResult(), TileParquet.ReadAsync(path).GetAwaiter().GetResult());

    private TileFileHeader ReadHeader(string path) =>
        header.Format == TileStoreFormat.Hdf5 ? TileHdf5.ReadHeader(path) : TileParquet.ReadHeaderAsync(path).GetAwaiter().GetResult();

    private string DataPath(string name) => Path.Combine(folder, name + Extension);

    private string ExclusionPath(string name) => Path.Combine(folder, name + ExclusionExtension);

    private bool IsFree(string name, SlideStamp slide)
    {
        if (_pathOf.TryGetValue(name, out var taken))
        {
            return string.Equals(taken, slide.PathHash, StringComparison.Ordinal);
        }

        var known = TryReadHeader(name)?.Slide ?? TryReadExclusion(name)?.Slide;
        return known is null || string.Equals(known.PathHash, slide.PathHash, StringComparison.Ordinal) || known.IsSameContent(slide);
    }

    /// <summary>The header of a file of tiles; null when there is none or it is damaged, for then the slide is computed again.</summary>
    private TileFileHeader? TryReadHeader(string name)
    {
        var path = DataPath(name);
        try
        {
            return File.Exists(path) ? Open(path, ReadHeader) : null;
        }
        catch (TileStoreException)
        {
            return null;
        }
    }

    private Exclusion? TryReadExclusion(string name)
    {
        var path = ExclusionPath(name);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Exclusion>(File.ReadAllText(path), JsonSerializerOptions.Web) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void RequireSameMaker(string path, TileFileHeader tiles)
    {
        if (!string.Equals(tiles.FingerprintHash, header.FingerprintHash, StringComparison.Ordinal))
        {
            throw new TileStoreException(
                $"'{path}' was made with backbone '{tiles.Backbone}' (SHA-256 {tiles.BackboneSha256}, fingerprint {tiles.FingerprintHash}); its store is of '{header.Backbone.Name}' ({header.Backbone.Sha256}, fingerprint {header.FingerprintHash}). It was copied from another store: remove it.");
        }
    }

    private static T Open<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is not OutOfMemoryException and not UnauthorizedAccessException)
        {
            // The readers of both formats throw whatever a damaged byte leads them into.
            throw new TileStoreException($"'{path}' is damaged: {error.Message.ReplaceLineEndings(" ")} Delete it and embed the slide again.", error);
        }
    }

    private sealed record Exclusion(SlideStamp Slide, string FingerprintHash, string Reason, bool NoTissue);
}
