using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Naming;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tiling;

namespace HccRisk.Pathomics.Stores;

/// <summary>
/// A folder of tile embeddings, one file a slide, made by one backbone with one set of options. A slide that is finished or excluded is not
/// computed again while its file stays as it is; one that was interrupted starts again. Several processes may fill one store: each slide is
/// claimed by one of them, and that of a process that was killed is free again.
/// </summary>
/// <remarks>
/// <c>store.json</c> tells what made it. Names of slides may name patients, so a slide is called by a hash of the name of its file; of two files of
/// one name the later one also carries a hash of its path. <see cref="NameOf"/> tells which is whose. A slide of the same size and modification time is
/// taken to be the same; one that was copied or touched is recognised by its content, of which a hash is kept. A slide for which another scale is
/// given than before (<see cref="SlideInput"/>) is embedded again, alone. A slide that cannot be embedded for its content is remembered, one that
/// could not be read is tried again. Every file carries a checksum (<see cref="FileSeal"/>) that is verified when its tiles are read. A run that meets
/// a damaged file, or one without checksum, keeps it aside as <c>.damaged</c>, embeds the slide again and says so in <see cref="Notes"/>; a file that
/// cannot be read now ends the run.
/// </remarks>
public sealed class TileStore
{
    private const string HeaderFile = "store.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly TileStoreFiles _files;
    private readonly ConcurrentQueue<string> _notes = [];

    private TileStore(string folder, TileStoreHeader header)
    {
        (Folder, Header) = (folder, header);
        _files = new TileStoreFiles(folder, header);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>What made the store.</summary>
    public TileStoreHeader Header { get; }

    /// <summary>What a reader should know of what was done since the store was opened: damaged files that were kept aside.</summary>
    public IReadOnlyList<string> Notes => [.. _notes];

    /// <summary>Names of the slides that have embeddings, in ordinal order.</summary>
    public IReadOnlyList<string> SlideNames => _files.Names();

    /// <summary>Opens a store to read it.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="TileStoreException">There is no store, or its header is damaged.</exception>
    /// <exception cref="UnreadableStoreException">Its header cannot be read now.</exception>
    public static TileStore Open(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        folder = Path.GetFullPath(folder);
        return SealedJson.Read<TileStoreHeader>(Path.Combine(folder, HeaderFile), Json) is { } header
            ? new TileStore(folder, header)
            : throw new TileStoreException($"'{folder}' is not a tile store: it has no '{HeaderFile}'.");
    }

    /// <summary>Opens a store to add slides, making it when absent.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="embedder">What will fill it.</param>
    /// <param name="format">How slides are written; an existing store must have been made with the same.</param>
    /// <exception cref="TileStoreException">The store was made with another backbone, other options or another format.</exception>
    /// <exception cref="UnreadableStoreException">Its header cannot be read now, or cannot be written.</exception>
    public static TileStore OpenOrCreate(string folder, SlideEmbedder embedder, TileStoreFormat format = TileStoreFormat.Parquet)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(embedder);
        folder = Directory.CreateDirectory(folder).FullName;
        var path = Path.Combine(folder, HeaderFile);
        string? note = null;
        TileStoreHeader? header;
        try
        {
            header = SealedJson.Read<TileStoreHeader>(path, Json);
        }
        catch (TileStoreException error) when (error.Damage is { } damage)
        {
            // It says no more than the embedder does; every file of tiles carries the fingerprint of what made it.
            (header, note) = (null, SetAside(damage, "it is written again"));
        }

        if (header is null)
        {
            var provenance = FeatureProvenance.Of(nameof(SlideEmbedder), embedder.Fingerprint);
            header = new TileStoreHeader
            {
                Format = format,
                Backbone = embedder.Backbone.Manifest,
                Options = embedder.Options.WithoutPace(),
                Fingerprint = embedder.Fingerprint,
                FingerprintHash = provenance.OptionsHash,
                SoftwareVersion = provenance.SoftwareVersion,
            };
            SealedJson.Write(path, header, Json);
        }

        var store = new TileStore(folder, header);
        if (note is not null)
        {
            store._notes.Enqueue(note);
        }

        store.Require(embedder);
        return store.Header.Format == format
            ? store
            : throw new TileStoreException($"Store '{store.Folder}' holds {store.Header.Format} files; {format} is asked for. Use another folder.");
    }

    /// <summary>Reads the tiles of a slide and their embeddings, as the embedder gave them to the last bit.</summary>
    /// <param name="name">One of <see cref="SlideNames"/>.</param>
    /// <exception cref="ArgumentException">There is no such slide; the message has the nearest names.</exception>
    /// <exception cref="TileStoreException">The file is damaged, or is of another backbone or other options.</exception>
    public SlideEmbedding Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return SlideNames.Contains(name, StringComparer.Ordinal)
            ? _files.Read(name)
            : throw new ArgumentException($"Store '{Folder}' has no slide '{name}'{NearestNames.Hint(name, SlideNames)}.", nameof(name));
    }

    /// <summary>Why tiles of a slide file were kept or not.</summary>
    /// <param name="slidePath">Path of the slide.</param>
    /// <returns>
    /// Its tiles, fractions and micrometres to four decimals; null when the store does not have the slide, the file has changed since, or an earlier version embedded it.
    /// </returns>
    /// <exception cref="TileStoreException">A file of the store is damaged, or is of another backbone or other options.</exception>
    public JudgedTiles? FindJudged(string slidePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(slidePath);
        var stamp = SlideStamp.Of(new SlideInput(slidePath));
        var name = _files.NameFor(stamp);
        return _files.Find(name, stamp, anyReading: true) is { Reason: null } ? _files.ReadJudged(name) : null;
    }

    /// <summary>What the store calls a slide file, whether it has it or not.</summary>
    /// <param name="slidePath">Path of the slide.</param>
    public string NameOf(string slidePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(slidePath);
        return _files.NameFor(SlideStamp.Of(new SlideInput(slidePath)));
    }

    /// <summary>
    /// What the store calls slide files that belong together, such as all of a cohort, in their order. Processes that embed parts of them ask for all first: then
    /// they agree on names, and of slides with one content none is taken for another that moved.
    /// </summary>
    /// <param name="slidePaths">Paths of the slides.</param>
    public IReadOnlyList<string> NamesOf(IReadOnlyList<string> slidePaths)
    {
        ArgumentNullException.ThrowIfNull(slidePaths);
        return Name([.. slidePaths.Select(path => SlideStamp.Of(new SlideInput(path)))]);
    }

    /// <summary>With which scale the store read a slide file; null when it does not have it as it is now, or only as excluded.</summary>
    /// <param name="slidePath">Path of the slide.</param>
    /// <exception cref="TileStoreException">A file of the store is damaged, or is of another backbone or other options.</exception>
    public TileStoreScale? ScaleOf(string slidePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(slidePath);
        var stamp = SlideStamp.Of(new SlideInput(slidePath));
        return _files.Find(_files.NameFor(stamp), stamp, anyReading: true) is { Reason: null } known ? new TileStoreScale(known.Name, known.MicronsPerPixel, known.ScaleSource) : null;
    }

    /// <summary>
    /// The embeddings of a slide file when the store has them, whatever scale and annotation were given for it; null when it has not, or the file has changed since.
    /// </summary>
    /// <param name="slidePath">Path of the slide.</param>
    /// <exception cref="TileStoreException">The file of the store is damaged, or is of another backbone or other options.</exception>
    public SlideEmbedding? Find(string slidePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(slidePath);
        var stamp = SlideStamp.Of(new SlideInput(slidePath));
        var name = _files.NameFor(stamp);
        return _files.Find(name, stamp, anyReading: true) is { Reason: null } ? _files.Read(name) : null;
    }

    /// <summary>The embeddings of a slide file: from the store, or made now and added to it.</summary>
    /// <param name="embedder">What made the store.</param>
    /// <param name="slidePath">Path of the slide.</param>
    /// <param name="cancellationToken">Stops within a tile.</param>
    /// <exception cref="NoTissueException">It has no tissue, now or when it was tried.</exception>
    /// <exception cref="TileStoreException">It could not be embedded when it was tried, or the store was made with something else.</exception>
    public SlideEmbedding GetOrEmbed(SlideEmbedder embedder, string slidePath, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(slidePath);
        return GetOrEmbed(embedder, new SlideInput(slidePath), cancellationToken);
    }

    /// <summary>The embeddings of a slide for which a scale may be given: from the store, or made now and added to it.</summary>
    /// <param name="embedder">What made the store.</param>
    /// <param name="slide">The slide; with another scale or annotation than before it is embedded again.</param>
    /// <param name="cancellationToken">Stops within a tile.</param>
    /// <exception cref="NoTissueException">It has no tissue, now or when it was tried.</exception>
    /// <exception cref="TileStoreException">It could not be embedded when it was tried, or the store was made with something else.</exception>
    public SlideEmbedding GetOrEmbed(SlideEmbedder embedder, SlideInput slide, CancellationToken cancellationToken = default)
    {
        Require(embedder);
        ArgumentNullException.ThrowIfNull(slide);
        var stamp = SlideStamp.Of(slide);
        var name = SettingDamagedAside(() => _files.NameFor(stamp));
        return SettingDamagedAside(() =>
        {
            var outcome = _files.Find(name, stamp) ?? new TileStoreRun(this, _files, embedder, new TileStoreRunOptions()).Compute(name, stamp, new EmbeddingCounter(1, null), cancellationToken);
            return outcome.Reason is null ? _files.Read(name) : throw outcome.ToException();
        });
    }

    /// <summary>Embeds slides the store does not have yet. A slide that cannot be embedded is recorded and ends nothing else.</summary>
    /// <param name="embedder">What made the store.</param>
    /// <param name="slidePaths">Paths of the slides; one named twice is done once.</param>
    /// <param name="options">How the run goes; null for the defaults.</param>
    /// <param name="progress">Told the pace and the time left; null for nobody.</param>
    /// <param name="cancellationToken">Stops within a tile; finished slides stay.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="TileStoreException">The store was made with another backbone or other options.</exception>
    /// <exception cref="IOException">The store cannot be written, or a file of it cannot be read now; what it has stays as it is.</exception>
    public TileStoreResult Embed(
        SlideEmbedder embedder, IReadOnlyList<string> slidePaths, TileStoreRunOptions? options = null, IProgress<EmbeddingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slidePaths);
        return Embed(embedder, [.. slidePaths.Select(x => new SlideInput(x))], options, progress, cancellationToken);
    }

    /// <summary>
    /// Embeds slides the store does not have yet, or has with another scale or annotation. A slide that cannot be embedded is recorded and ends nothing else.
    /// </summary>
    /// <param name="embedder">What made the store.</param>
    /// <param name="slides">The slides and the scales and annotations given for them; one named twice is done once.</param>
    /// <param name="options">How the run goes; null for the defaults.</param>
    /// <param name="progress">Told the pace and the time left; null for nobody.</param>
    /// <param name="cancellationToken">Stops within a tile; finished slides stay.</param>
    /// <exception cref="ArgumentException">Two scales or annotations are given for one slide.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="TileStoreException">The store was made with another backbone or other options.</exception>
    /// <exception cref="IOException">The store cannot be written, or a file of it cannot be read now; what it has stays as it is.</exception>
    public TileStoreResult Embed(
        SlideEmbedder embedder, IReadOnlyList<SlideInput> slides, TileStoreRunOptions? options = null, IProgress<EmbeddingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        Require(embedder);
        ArgumentNullException.ThrowIfNull(slides);
        options ??= new TileStoreRunOptions();
        options.Validate();

        return new TileStoreRun(this, _files, embedder, options).Embed(slides, progress, cancellationToken);
    }

    internal string[] Name(SlideStamp[] slides)
    {
        _files.Expect(slides);
        return [.. slides.Select(s => SettingDamagedAside(() => _files.NameFor(s)))];
    }

    /// <summary>Says something to whoever reads <see cref="Notes"/>.</summary>
    internal void Note(string text) => _notes.Enqueue(text);

    /// <summary>Refuses what would mix embeddings.</summary>
    /// <exception cref="TileStoreException">The store was made with another backbone or other options.</exception>
    internal void Require(SlideEmbedder embedder)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        var manifest = embedder.Backbone.Manifest;
        if (!string.Equals(Header.Backbone.Sha256, manifest.Sha256, StringComparison.Ordinal))
        {
            throw new TileStoreException(
                $"Store '{Folder}' was made with backbone '{Header.Backbone.Name}' (SHA-256 {Header.Backbone.Sha256}); this is '{manifest.Name}' ({manifest.Sha256}). Embeddings of two backbones do not mix: use another folder.");
        }

        if (!string.Equals(Header.Fingerprint, embedder.Fingerprint, StringComparison.Ordinal))
        {
            throw new TileStoreException(
                $"Store '{Folder}' was made with backbone '{manifest.Name}' but other options: it says {Header.Fingerprint}; now it is {embedder.Fingerprint}. Use the same options or another folder.");
        }
    }

    /// <summary>Does what reads files of the store, again whenever it meets a damaged one, which is kept aside.</summary>
    internal T SettingDamagedAside<T>(Func<T> read)
    {
        while (true)
        {
            try
            {
                return read();
            }
            catch (TileStoreException error) when (error.Damage is { } damage)
            {
                _notes.Enqueue(SetAside(damage, "its slide is embedded again"));
            }
        }
    }

    private static string SetAside((string Path, string Fault) damage, string remedy) =>
        $"'{Path.GetFileName(damage.Path)}' of the tile store {damage.Fault}; it is kept as '{Path.GetFileName(StoredFile.SetAside(damage.Path))}', {remedy}";
}
