using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Core.Learning;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;

namespace HccRisk.Pathomics.Catalog;

/// <summary>The paths of a patient's slides -> pooled embeddings, as <c>ml.Transforms.EmbedSlides</c> computes them.</summary>
[LearnedName("slides/1")]
public sealed class SlidesFunction : TextFunction
{
    /// <summary>Sessions by hash and path: all rows, cursors and models of a process share one, which lives as long as the process.</summary>
    private static readonly ConcurrentDictionary<(string Sha256, string? Path), Lazy<OnnxBackbone>> Sessions = new();

    private readonly Lazy<PathomicsExtractor> _extractor;
    private readonly Lazy<IReadOnlyList<LearnedOutput>> _outputs;

    /// <summary>Makes the function; its properties say what it does.</summary>
    public SlidesFunction()
    {
        _extractor = new(MakeExtractor);
        _outputs = new(() => [new LearnedOutput("Pathomics", Columns!)]);
    }

    /// <summary>What is computed.</summary>
    public required SlidesTransformOptions Setup { get; init; }

    /// <summary>SHA-256 of the backbone; another network is refused.</summary>
    public required string BackboneSha256 { get; init; }

    /// <summary>Names of the values, known without the backbone.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary><see cref="PathomicsExtractor.Fingerprint"/>: a store's table with the same text has the same values.</summary>
    public required string Fingerprint { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => _outputs.Value;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The slides cannot be embedded, and <see cref="SlidesTransformOptions.BadFiles"/> says so.</exception>
    /// <exception cref="BackboneMismatchException">The backbone is not the one the model was made with.</exception>
    /// <exception cref="FileNotFoundException">The backbone's file is absent.</exception>
    public override void Evaluate(IReadOnlyList<string> input, Span<float> output)
    {
        ArgumentNullException.ThrowIfNull(input);
        var extractor = _extractor.Value;
        string[] slides = [.. input.Take(Setup.SlideColumns.Count).Where(x => x.Length > 0)];
        try
        {
            var values = slides.Length > 0 ? extractor.Extract([.. SlidesOf(input)]).Values : throw new InvalidDataException("there is no path of a slide");
            for (var i = 0; i < output.Length; i++)
            {
                output[i] = (float)values[i];
            }
        }
        catch (Exception e) when (e is not UnreadableStoreException && e is BadInputException or NotSupportedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            if (Setup.BadFiles == BadFilePolicy.Throw)
            {
                throw new InvalidDataException($"No pathomics from {string.Join(", ", slides.Select(p => $"'{p}'"))}: {e.Message}", e);
            }

            output.Fill(float.NaN);
        }
    }

    /// <summary>The function of a setup; the backbone is opened once to learn its hash and names.</summary>
    internal static SlidesFunction Create(SlidesTransformOptions setup)
    {
        if (setup.SlideColumns.Count == 0)
        {
            throw new ArgumentException($"{nameof(SlidesTransformOptions.SlideColumns)} is empty; name at least one.", nameof(setup));
        }

        foreach (var (name, columns) in new[]
        {
            (nameof(SlidesTransformOptions.MicronsPerPixelColumns), setup.MicronsPerPixelColumns), (nameof(SlidesTransformOptions.ObjectiveColumns), setup.ObjectiveColumns),
        })
        {
            if (columns.Count != 0 && columns.Count != setup.SlideColumns.Count)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"{name} has {columns.Count} columns, {nameof(SlidesTransformOptions.SlideColumns)} has {setup.SlideColumns.Count}; name one for each or none."), nameof(setup));
            }
        }

        if (setup.BackbonePath is { } path)
        {
            setup = setup with { BackbonePath = Path.GetFullPath(path) };
        }

        var backbone = Load(setup.BackbonePath);
        var shared = Sessions.GetOrAdd((backbone.Sha256, setup.BackbonePath), new Lazy<OnnxBackbone>(backbone)).Value;
        if (!ReferenceEquals(shared, backbone))
        {
            backbone.Dispose();
        }

        var extractor = new PathomicsExtractor(setup.Pathomics, shared);
        return new SlidesFunction
        {
            Setup = setup,
            InputSlots = setup.InputColumns,
            BackboneSha256 = shared.Sha256,
            Columns = [.. extractor.Columns.Select(x => x.Name)],
            Fingerprint = extractor.Fingerprint,
        };
    }

    private IEnumerable<SlideInput> SlidesOf(IReadOnlyList<string> input)
    {
        var slides = Setup.SlideColumns.Count;
        var microns = Setup.MicronsPerPixelColumns.Count;
        for (var i = 0; i < slides; i++)
        {
            if (input[i].Length == 0)
            {
                continue;
            }

            var fault = GivenScale.TryParse(
                microns > 0 ? input[slides + i].Trim() : "", Setup.ObjectiveColumns.Count > 0 ? input[slides + microns + i].Trim() : "", out var scale);
            yield return fault is null ? new SlideInput(input[i], scale) : throw new InvalidDataException($"{fault}, for slide '{input[i]}'");
        }
    }

    private static OnnxBackbone Load(string? path) => path is null ? OnnxBackbone.CreateDefault() : OnnxBackbone.Load(path);

    private PathomicsExtractor MakeExtractor()
    {
        var backbone = Sessions.GetOrAdd((BackboneSha256, Setup.BackbonePath), key => new Lazy<OnnxBackbone>(() => Load(key.Path))).Value;
        if (!string.Equals(backbone.Sha256, BackboneSha256, StringComparison.Ordinal))
        {
            throw new BackboneMismatchException(
                $"The model was made with a backbone of SHA-256 {BackboneSha256}; '{Setup.BackbonePath ?? "the embedded one"}' has {backbone.Sha256}. Put the backbone it was made with there.");
        }

        var embedder = new SlideEmbedder(backbone, Setup.Pathomics.Embedding);
        var tiles = Setup.TileStore is { } folder ? TileStore.OpenOrCreate(folder, embedder) : null;
        var extractor = new PathomicsExtractor(Setup.Pathomics, backbone, tiles);
        return string.Equals(extractor.Fingerprint, Fingerprint, StringComparison.Ordinal)
            ? extractor
            : throw new BackboneMismatchException($"The model was made as {Fingerprint}; with the backbone's manifest or this version of the software it would be {extractor.Fingerprint}.");
    }
}
