using System.Numerics.Tensors;
using HccRisk.Core.Privacy;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace HccRisk.Pathomics.Embedding;

/// <summary>
/// A tile encoder run by OnnxRuntime. One instance serves any number of threads at once; it holds the model once.
/// </summary>
public sealed class OnnxBackbone : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions;
    private readonly TileNormaliser _normaliser;
    private readonly Func<byte[]> _read;
    private readonly string? _folder;

    private OnnxBackbone(Func<byte[]> read, string? folder, BackboneManifest manifest, BackboneOptions? options)
    {
        options ??= new BackboneOptions();
        options.Validate();
        manifest.Validate();
        (_read, _folder) = (read, folder);
        var model = BackboneModel.Prepare(read(), folder, manifest);
        Sha256 = model.Sha256;
        if (manifest.Sha256 is { } expected && !string.Equals(expected, Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new BackboneMismatchException($"Backbone '{manifest.Name}': the model's SHA-256 is {Sha256}, its manifest says {expected}. The file is damaged or is another model.");
        }

        if (options.Sha256 is { } wanted && !string.Equals(wanted, Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new BackboneMismatchException($"Backbone '{manifest.Name}': the model's SHA-256 is {Sha256}, not the {wanted.ToLowerInvariant()} that is asked for.");
        }

        Manifest = manifest with { Sha256 = Sha256 };
        _normaliser = new TileNormaliser(manifest);
        _session = Start(model, manifest, options);
        _runOptions = new RunOptions();
        try
        {
            OutputShape = CheckGraph();
            HalfInput = _session.InputMetadata[manifest.Input].ElementDataType == TensorElementType.Float16;
            HalfOutput = _session.OutputMetadata[manifest.Output].ElementDataType == TensorElementType.Float16;
            if (manifest.FreeBatch)
            {
                CheckFreeBatch();
            }
        }
        catch (OnnxRuntimeException error)
        {
            Dispose();
            throw new BackboneMismatchException($"Backbone '{manifest.Name}': the model cannot be run ({error.Message.ReplaceLineEndings(" ").Trim()}). Export or copy it again.", error);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the model takes and gives, with its actual hash.</summary>
    public BackboneManifest Manifest { get; }

    /// <summary>SHA-256 of the model, lower-case hexadecimal: the provenance of every embedding it makes.</summary>
    public string Sha256 { get; }

    /// <summary>Dimensions of the output after the first (tiles).</summary>
    internal long[] OutputShape { get; }

    /// <summary>Whether the input is float16.</summary>
    internal bool HalfInput { get; }

    /// <summary>Whether the output is float16.</summary>
    internal bool HalfOutput { get; }

    /// <summary>Most tiles one inference takes: 1 for a model exported with a fixed batch of one.</summary>
    internal int MaxBatch => _session.InputMetadata[Manifest.Input].Dimensions[0] is > 0 and var fixedSize ? fixedSize : int.MaxValue;

    /// <summary>
    /// The backbone that needs no download: colour deconvolution and wavelet scattering built in code, with fixed filters, the same everywhere.
    /// It describes texture; it is not a foundation model.
    /// </summary>
    /// <param name="scattering">Its shape; null for 224 pixels at 1 micrometre, rotation-invariant (38 numbers a tile).</param>
    /// <param name="options">How its session runs; null for the defaults.</param>
    public static OnnxBackbone CreateDefault(ScatteringOptions? scattering = null, BackboneOptions? options = null)
    {
        scattering ??= new ScatteringOptions();
        scattering.Validate();
        var names = ScatteringNetwork.OutputNames(scattering);
        return new OnnxBackbone(
            () => ScatteringNetwork.Build(scattering),
            null,
            new BackboneManifest
            {
                Name = scattering.RotationInvariant ? "scattering" : "scattering-oriented",
                Input = ScatteringNetwork.Input,
                Output = ScatteringNetwork.Output,
                TilePixels = scattering.TilePixels,
                MicronsPerPixel = scattering.MicronsPerPixel,
                Width = names.Count,
                OutputNames = names,
                Licence = "Apache-2.0",
                Citation = "Bruna J, Mallat S. Invariant scattering convolution networks. IEEE TPAMI 2013;35:1872-1886.",
            },
            options);
    }

    /// <summary>Loads a model and its manifest.</summary>
    /// <param name="modelPath">Path of the .onnx file.</param>
    /// <param name="manifestPath">Path of the manifest; null for the model's path with the extension .json.</param>
    /// <param name="options">How its session runs; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">The model or its manifest is missing.</exception>
    /// <exception cref="BackboneMismatchException">The model is damaged or does not fit its manifest.</exception>
    public static OnnxBackbone Load(string modelPath, string? manifestPath = null, BackboneOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        if (Directory.Exists(modelPath))
        {
            throw new FileNotFoundException($"Backbone '{modelPath}' is a folder: name the .onnx file in it.", modelPath);
        }

        manifestPath ??= Path.ChangeExtension(modelPath, ".json");
        if (!File.Exists(manifestPath))
        {
            throw new FileNotFoundException($"Backbone '{modelPath}' has no manifest '{manifestPath}': write one (see {nameof(BackboneManifest)}).", manifestPath);
        }

        return Load(modelPath, BackboneManifest.Load(manifestPath), options);
    }

    /// <summary>Loads a model with a manifest made in code.</summary>
    /// <param name="modelPath">Path of the .onnx file.</param>
    /// <param name="manifest">What the model takes and gives.</param>
    /// <param name="options">How its session runs; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">The model is missing.</exception>
    /// <exception cref="BackboneMismatchException">The model is damaged or does not fit its manifest.</exception>
    public static OnnxBackbone Load(string modelPath, BackboneManifest manifest, BackboneOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        ArgumentNullException.ThrowIfNull(manifest);
        return File.Exists(modelPath)
            ? new OnnxBackbone(() => File.ReadAllBytes(modelPath), Path.GetDirectoryName(Path.GetFullPath(modelPath)), manifest, options)
            : throw new FileNotFoundException($"There is no backbone model '{modelPath}'.", modelPath);
    }

    /// <summary>Encodes tiles that are in memory.</summary>
    /// <param name="rgb">Tiles one after the other, each TilePixels x TilePixels x 3 bytes (red, green, blue).</param>
    /// <param name="embeddings">Receives Width numbers a tile.</param>
    /// <exception cref="ArgumentException">The lengths do not fit a whole number of tiles.</exception>
    public void Embed(ReadOnlySpan<byte> rgb, Span<float> embeddings)
    {
        var tileBytes = Manifest.TilePixels * Manifest.TilePixels * 3;
        var count = rgb.Length / tileBytes;
        if (rgb.Length != count * tileBytes || embeddings.Length != count * Manifest.Width)
        {
            throw new ArgumentException($"'rgb' has {rgb.Length} bytes and 'embeddings' {embeddings.Length} numbers; a tile has {tileBytes} bytes and {Manifest.Width} numbers.", nameof(rgb));
        }

        using var batch = new TileBatch(this, 1);
        for (var i = 0; i < count; i++)
        {
            batch.Clear();
            batch.Add(i, rgb.Slice(i * tileBytes, tileBytes));
            batch.Run().CopyTo(embeddings[(i * Manifest.Width)..]);
        }
    }

    /// <summary>
    /// Writes the network for ML.NET's <c>ApplyOnnxModel</c>: joined with its preprocessing and cut as it runs here, for one tile. Its input is called
    /// <c>Tile</c> and takes what <c>ml.Transforms.LoadTiles</c> gives, its output <c>Embedding</c>, before <see cref="BackboneManifest.Pooling"/>; what is float16 becomes float32.
    /// </summary>
    /// <param name="path">File to write; an existing one is replaced.</param>
    /// <exception cref="NotSupportedException">Weights are in files of their own, which would not lie beside what is written.</exception>
    /// <exception cref="BackboneMismatchException">The file has changed since it was opened.</exception>
    public void SaveForMLNet(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // ML.NET's transformer knows no float16.
        var model = BackboneModel.Prepare(_read(), _folder, Manifest with { SinglePrecision = true });
        if (model.WeightsFolder is not null)
        {
            throw new NotSupportedException($"Backbone '{Manifest.Name}' has its weights in files of their own: export it with its weights inside.");
        }

        if (!string.Equals(model.Sha256, Sha256, StringComparison.Ordinal))
        {
            throw new BackboneMismatchException($"Backbone '{Manifest.Name}': the model's SHA-256 is {model.Sha256}, it was {Sha256} when it was opened.");
        }

        AtomicFile.WriteBytes(path, OnnxTileModel.Wrap(model.Bytes, Manifest, OutputShape));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }

    /// <summary>One tile of bytes to normalised planes.</summary>
    internal void Normalise(ReadOnlySpan<byte> rgb, Span<float> planes) => _normaliser.Apply(rgb, planes);

    /// <exception cref="BackboneMismatchException">The network fails, or gives another shape than its manifest says.</exception>
    internal void Run(OrtValue input, OrtValue output)
    {
        try
        {
            _session.Run(_runOptions, [Manifest.Input], [input], [Manifest.Output], [output]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BackboneMismatchException($"Backbone '{Manifest.Name}' cannot be run as its manifest says: {e.Message.Trim()}", e);
        }
    }

    private static InferenceSession Start(BackboneModel model, BackboneManifest manifest, BackboneOptions options)
    {
        // The variable stops everything where the native library starts here; the call stops what it can where that started earlier.
        OnnxTelemetry.Disable();
        OrtEnv.Instance().DisableTelemetryEvents();
        using var session = new SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        session.AddSessionConfigEntry("session.intra_op.allow_spinning", options.AllowSpinning ? "1" : "0");
        if (options.Provider == ExecutionProvider.Cuda)
        {
            AppendCuda(session);
        }

        if (model.WeightsFolder is { } weights)
        {
            session.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", weights);
        }

        try
        {
            return new InferenceSession(model.Bytes, session);
        }
        catch (OnnxRuntimeException error)
        {
            throw new BackboneMismatchException($"Backbone '{manifest.Name}': the model cannot be loaded ({error.Message.ReplaceLineEndings(" ").Trim()}). Export or copy it again.", error);
        }
    }

    private static void AppendCuda(SessionOptions session)
    {
        var available = OrtEnv.Instance().GetAvailableProviders();
        Exception? cause = null;
        if (available.Contains("CUDAExecutionProvider"))
        {
            try
            {
                session.AppendExecutionProvider_CUDA();
                return;
            }
            catch (OnnxRuntimeException error)
            {
                cause = error;
            }
        }

        throw new NotSupportedException(
            $"The CUDA execution provider cannot be used: {cause?.Message.Trim() ?? $"this OnnxRuntime has {string.Join(", ", available)} only"}. "
            + $"Reference the package Microsoft.ML.OnnxRuntime.Gpu instead of Microsoft.ML.OnnxRuntime and install CUDA with cuDNN, or use {nameof(ExecutionProvider)}.{nameof(ExecutionProvider.Cpu)}.", cause);
    }

    private long[] CheckGraph()
    {
        if (!_session.InputMetadata.TryGetValue(Manifest.Input, out var input))
        {
            throw Mismatch($"the model has no input '{Manifest.Input}'; it has {Quote(_session.InputMetadata.Keys)}");
        }

        var output = _session.OutputMetadata[Manifest.Output];
        if (_session.InputMetadata.Count > 1)
        {
            throw Mismatch($"the model has {_session.InputMetadata.Count} inputs, {Quote(_session.InputMetadata.Keys)}; only an image is given");
        }

        foreach (var (what, metadata) in new[] { ("input", input), ("output", output) })
        {
            if (metadata.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16))
            {
                throw Mismatch($"the {what} is {metadata.ElementDataType}; it must be float32 or float16");
            }
        }

        long[] wanted = [1, 3, Manifest.TilePixels, Manifest.TilePixels];
        var fits = input.Dimensions.Length == 4 && input.Dimensions.Zip(wanted).All(x => x.First < 0 || x.First == x.Second);
        if (!fits)
        {
            throw Mismatch($"the input is [{string.Join(", ", input.Dimensions)}]; the manifest gives it [{string.Join(", ", wanted)}]");
        }

        // The shape of an output is often known only after a run.
        using var blank = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, input.ElementDataType, wanted);
        blank.GetTensorMutableRawData().Clear();
        using var results = _session.Run(_runOptions, [Manifest.Input], [blank], [Manifest.Output]);
        var shape = results[0].GetTensorTypeAndShape().Shape;
        if (shape.Length == 0 || shape[0] != 1 || TokenReducer.Width(Manifest.Pooling, Manifest.PrefixTokens, shape.AsSpan(1)) is not { } width)
        {
            throw Mismatch($"the output '{Manifest.Output}' is [{string.Join(", ", shape)}] for one tile, which '{Manifest.Pooling}' with {Manifest.PrefixTokens} prefix tokens cannot pool");
        }

        return width == Manifest.Width
            ? shape[1..]
            : throw Mismatch($"the output '{Manifest.Output}' is [{string.Join(", ", shape)}], {width} numbers a tile; its width is said to be {Manifest.Width}");
    }

    /// <summary>A batch dimension that was made free must be free all through, and tiles must not see each other.</summary>
    private void CheckFreeBatch()
    {
        var bytes = Manifest.TilePixels * Manifest.TilePixels * 3;
        var tiles = new byte[2 * bytes];
        tiles.AsSpan(bytes).Fill(200);
        var single = new float[2 * Manifest.Width];
        Embed(tiles, single);
        using var batch = new TileBatch(this, 2);
        batch.Add(0, tiles.AsSpan(0, bytes));
        batch.Add(1, tiles.AsSpan(bytes));
        float[] both;
        try
        {
            both = batch.Run().ToArray();
        }
        catch (BackboneMismatchException error)
        {
            throw new BackboneMismatchException($"Backbone '{Manifest.Name}': freeBatch is set, but the model fails with two tiles ({error.InnerException?.Message.Trim()}). Export it with a dynamic batch dimension.", error);
        }

        var scale = TensorPrimitives.MaxMagnitude<float>(single);
        for (var i = 0; i < both.Length; i++)
        {
            if (!(Math.Abs(both[i] - single[i]) <= 0.01f * Math.Abs(scale)))
            {
                throw Mismatch($"freeBatch is set, but with two tiles value {i} is {both[i]} and by itself {single[i]}; export it with a dynamic batch dimension");
            }
        }
    }

    private BackboneMismatchException Mismatch(FormattableString what) => new($"Backbone '{Manifest.Name}': {FormattableString.Invariant(what)}.");

    private static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(x => $"'{x}'"));
}
