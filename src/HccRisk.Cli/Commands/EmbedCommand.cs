using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Pathomics;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Stores;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk embed</c>: slides to tile embeddings and pooled features.</summary>
internal static class EmbedCommand
{
    public static Command Create()
    {
        var slide = new Option<string[]>("--slide", "-s") { Description = "A slide; may be given several times.", AllowMultipleArgumentsPerToken = true };
        var folder = new Option<string?>("--folder") { Description = "Every slide of a folder and of the folders in it; files that are no slides are named." };
        var cohort = new Option<string?>("--cohort") { Description = "Many patients: manifest CSV patient_id,kind,name,path[,mpp,objective,annotation,annotation_class]; kind slide." };
        var scales = new Option<string?>("--slides") { Description = "With --folder or --slide: CSV file,mpp,objective,annotation,annotation_class of single slides; it goes before --slide-mpp, --objective and --annotation." };
        var annotation = new Option<string?>("--annotation") { Description = "With one --slide: GeoJSON with the outlines (QuPath) within which tiles are taken." };
        var annotationClass = new Option<string?>("--annotation-class") { Description = "With --annotation: the outlines of this class alone, such as Tumor. Default: all but detections." };
        var store = new Option<string?>("--store") { Description = "Folder of the results: 'tiles' (a file a slide) and 'pathomics' (a row a patient or slide); a stopped run goes on where it was." };
        var backbone = new Option<string?>("--backbone") { Description = $"{BackboneChoice.Help} Default: the embedded one." };
        var sha256 = new Option<string?>("--backbone-sha256") { Description = "SHA-256 the backbone must have: hexadecimal." };
        var mpp = new Option<double?>("--mpp") { Description = "Micrometres per pixel of a tile. Default: what the backbone was made for." };
        var tileSize = new Option<int?>("--tile-size") { Description = "Pixels along each side of a tile. Default: what the backbone was made for." };
        var overlap = new Option<int>("--overlap") { Description = "Tile pixels that neighbours share. Default: 0." };
        var tissue = new Option<double?>("--tissue-fraction") { Description = "Smallest part of a tile that must be tissue. Default: 0.5." };
        var most = new Option<int?>("--max-tiles") { Description = "Most tiles a slide, spread over its tissue. Default: all." };
        var allTiles = new Option<bool>("--keep-poor-tiles") { Description = "Also take tiles that are blurred, folded, inked or mostly glass." };
        var damaged = new Option<double?>("--max-damaged") { Description = "Largest part of a slide's tiles that may be damaged in the file, 0 to 1; beyond it the slide is excluded. Default: 0.01." };
        var noNuclei = new Option<bool>("--no-nuclei") { Description = "Do not measure stain and nuclei: the pooled embedding alone, somewhat faster." };
        var morphometry = new Option<bool>("--morphometry") { Description = "Also measure shape and neighbourhood of nuclei and the texture of haematoxylin: 26 more features." };
        var slideMpp = new Option<double?>("--slide-mpp") { Description = "Micrometres per pixel of the slides' finest level, instead of what the files say." };
        var objective = new Option<double?>("--objective") { Description = "Objective of the slides, such as 40: nominally 10/objective micrometres per pixel (40x = 0.25), instead of what the files say." };
        var normalise = new Option<string?>("--normalise") { Description = "Bring slides to one stain: macenko, vahadane, reinhard, or torchstain (Macenko by that library's convention)." };
        var reference = new Option<string?>("--reference") { Description = "Picture of a tile whose stain is the aim. Default: a common one (not for reinhard)." };
        var pool = new Option<string>("--pool") { Description = "Summaries over tiles, with comma between: mean, std, max, topK (mean of the K tiles of the longest embedding), qP (quantile in percent).", DefaultValueFactory = _ => "mean,std" };
        var format = new Option<string>("--format") { Description = "How tiles are stored: parquet or hdf5 (layout of CLAM).", DefaultValueFactory = _ => "parquet" };
        var csv = new Option<string?>("--csv") { Description = "Also write the pooled features as CSV." };
        var parallel = new Option<int?>("--parallel", "-j") { Description = "Slides processed at the same time; for one slide, its inferences. Default: number of processors." };
        var batch = new Option<int?>("--batch") { Description = "Tiles in one inference. Default: 1, best on processors." };
        var cuda = new Option<bool>("--cuda") { Description = "Run the backbone on the first CUDA device." };
        var shard = Shard.Option();
        var retry = new Option<bool>("--retry") { Description = "Try slides again that were excluded before. Those that could not be read are tried again anyway." };
        var verify = new Option<bool>("--verify") { Description = "Read every slide and stored file and compare them with their hashes, also where size and modification time are as they were." };
        var log = FileLog.Option();
        var command = new Command("embed", "Slides to tile embeddings, and those pooled to a row a patient.")
        {
            slide, folder, cohort, scales, annotation, annotationClass, store, backbone, sha256, mpp, tileSize, overlap, tissue, most, allTiles, damaged, noNuclei, morphometry, slideMpp, objective, normalise, reference, pool, format, csv, parallel, batch, cuda, shard, retry, verify, log,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                var jobs = parsed.GetValue(parallel) ?? Environment.ProcessorCount;
                if (jobs < 1)
                {
                    throw new StudyProtocolException(string.Create(CultureInfo.InvariantCulture, $"--parallel is {jobs}; it must be 1 or more."));
                }

                var target = parsed.GetValue(store) ?? throw new StudyProtocolException("Name the folder of the results with --store.");
                RequireScale(parsed.GetValue(slideMpp), parsed.GetValue(objective));
                var kind = FormatOf(parsed.GetValue(format)!);
                var patients = SlidesOf(parsed.GetValue(slide) ?? [], parsed.GetValue(folder), parsed.GetValue(cohort), parsed.GetValue(scales), AnnotationOf(parsed.GetValue(annotation), parsed.GetValue(annotationClass)), out var skipped);
                var own = Path.GetFullPath(target) + Path.DirectorySeparatorChar;
                foreach (var file in skipped.Where(x => !Path.GetFullPath(x, Path.GetFullPath(parsed.GetValue(folder)!)).StartsWith(own, StringComparison.Ordinal)))
                {
                    parsed.InvocationConfiguration.Output.WriteLine($"skipped: {file}: it is not named as a slide is");
                }

                new OutputFiles()
                    .Reads(cohort.Name, parsed.GetValue(cohort))
                    .Reads(scales.Name, parsed.GetValue(scales))
                    .Reads(reference.Name, parsed.GetValue(reference))
                    .ReadsBackbone(backbone.Name, BackboneChoice.FileOf(parsed.GetValue(backbone)))
                    .Reads(parsed.GetValue(cohort) is not null ? cohort.Name : parsed.GetValue(folder) is not null ? folder.Name : slide.Name, patients.Patients)
                    .Writes(store.Name, target, [CohortEmbedding.IndexFile])
                    .Writes(csv.Name, parsed.GetValue(csv))
                    .Writes(log.Name, parsed.GetValue(log));
                var pooling = PoolingOf(parsed.GetValue(pool)!);
                var plain = new SlideEmbedderOptions();
                var embedding = plain with
                {
                    Tiling = plain.Tiling with
                    {
                        Overlap = parsed.GetValue(overlap),
                        MinTissueFraction = parsed.GetValue(tissue) ?? plain.Tiling.MinTissueFraction,
                        MaxTiles = parsed.GetValue(most),
                    },
                    Quality = parsed.GetValue(allTiles) ? null : plain.Quality,
                    MaxDamagedFraction = parsed.GetValue(damaged) ?? plain.MaxDamagedFraction,
                    MeasureNuclei = !parsed.GetValue(noNuclei),
                    MeasureMorphometry = parsed.GetValue(morphometry),
                    MicronsPerPixel = parsed.GetValue(slideMpp),
                    ObjectivePower = parsed.GetValue(objective),
                    Normalisation = NormalisationOf(parsed.GetValue(normalise), parsed.GetValue(reference)),
                    BatchSize = parsed.GetValue(batch) ?? plain.BatchSize,
                };
                using var network = Open(parsed.GetValue(backbone), parsed.GetValue(mpp), parsed.GetValue(tileSize), new BackboneOptions { Sha256 = FileHash.Of(parsed, sha256, backbone), Provider = parsed.GetValue(cuda) ? ExecutionProvider.Cuda : ExecutionProvider.Cpu });
                return new CohortEmbedding
                {
                    Cohort = patients,
                    Store = target,
                    Format = kind,
                    Backbone = network,
                    Options = new PathomicsOptions { Embedding = embedding, Pooling = pooling, Handcrafted = embedding.MeasureNuclei },
                    MaxParallelism = jobs,
                    Shard = Shard.Of(parsed.GetValue(shard)),
                    Retry = parsed.GetValue(retry),
                    Verify = parsed.GetValue(verify),
                    Csv = parsed.GetValue(csv),
                    Log = parsed.GetValue(log),
                }.Run(parsed.InvocationConfiguration.Output, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static GivenAnnotation? AnnotationOf(string? path, string? name) => path is null
        ? name is null ? null : throw new StudyProtocolException("--annotation-class goes with --annotation; tables and manifests have the column 'annotation_class'.")
        : File.Exists(path) ? new GivenAnnotation(Path.GetFullPath(path), name) : throw new FileNotFoundException($"There is no annotation '{path}'.", path);

    /// <summary>One scale for all slides, in the range a scan can have.</summary>
    private static void RequireScale(double? mpp, double? objective)
    {
        if (mpp is not null && objective is not null)
        {
            throw new StudyProtocolException("Give one of --slide-mpp and --objective.");
        }

        try
        {
            _ = mpp is { } microns ? GivenScale.OfMicronsPerPixel(microns) : objective is { } power ? GivenScale.OfObjective(power) : null;
        }
        catch (ArgumentException error)
        {
            throw new StudyProtocolException($"{(mpp is null ? "--objective" : "--slide-mpp")}: {error.Message}", error);
        }
    }

    private static Cohort SlidesOf(string[] slides, string? folder, string? cohort, string? scales, GivenAnnotation? annotation, out IReadOnlyList<string> skipped)
    {
        if ((slides.Length > 0 ? 1 : 0) + (folder is null ? 0 : 1) + (cohort is null ? 0 : 1) != 1)
        {
            throw new StudyProtocolException("Give one of --slide, --folder and --cohort.");
        }

        if (cohort is not null && scales is not null)
        {
            throw new StudyProtocolException("--slides goes with --folder or --slide; the manifest of --cohort has columns 'mpp' and 'objective' for that.");
        }

        if (annotation is not null && slides.Length != 1)
        {
            throw new StudyProtocolException(cohort is not null
                ? "--annotation goes with one --slide; the manifest of --cohort has columns 'annotation' and 'annotation_class' for that."
                : "--annotation goes with one --slide; the table of --slides has columns 'annotation' and 'annotation_class' for several.");
        }

        skipped = [];
        return cohort is not null ? Cohort.LoadFiles(cohort) : folder is not null ? SlideFolder.Find(folder, scales, out skipped) : SlideFolder.Of(slides, scales, annotation: annotation);
    }

    private static OnnxBackbone Open(string? path, double? mpp, int? tileSize, BackboneOptions options)
    {
        if (path is null)
        {
            var plain = new ScatteringOptions();
            return OnnxBackbone.CreateDefault(plain with { MicronsPerPixel = mpp ?? plain.MicronsPerPixel, TilePixels = tileSize ?? plain.TilePixels }, options);
        }

        return BackboneChoice.Open(path, options, mpp, tileSize);
    }

    private static SlideNormalisation? NormalisationOf(string? method, string? reference)
    {
        if (method is null)
        {
            return reference is null ? null : throw new StudyProtocolException("--reference goes with --normalise.");
        }

        var picture = reference is null ? null : PictureFile.Read(reference);
        return (method, picture) switch
        {
            ("macenko", null) => new SlideNormalisation(),
            ("torchstain", null) => new SlideNormalisation { Stain = new StainOptions { Method = StainMethod.MacenkoTorchstain } },
            ("vahadane", null) => new SlideNormalisation { Stain = new StainOptions { Method = StainMethod.Vahadane } },
            ("reinhard", null) => throw new StudyProtocolException("--normalise reinhard needs a --reference."),
            ("macenko", _) => SlideNormalisation.FitStain(picture.Rgb),
            ("torchstain", _) => SlideNormalisation.FitStain(picture.Rgb, new StainOptions { Method = StainMethod.MacenkoTorchstain }),
            ("vahadane", _) => SlideNormalisation.FitStain(picture.Rgb, new StainOptions { Method = StainMethod.Vahadane }),
            ("reinhard", _) => SlideNormalisation.FitColour(picture.Rgb),
            _ => throw new StudyProtocolException($"--normalise is '{method}'; it must be macenko, torchstain, vahadane or reinhard."),
        };
    }

    private static PoolingOptions PoolingOf(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var options = new PoolingOptions { Mean = names.Contains("mean"), Std = names.Contains("std"), Max = names.Contains("max") };
        foreach (var name in names.Except(["mean", "std", "max"]))
        {
            options = name switch
            {
                ['t', 'o', 'p', .. var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var tiles) => options with { TopTiles = tiles },
                ['q', .. var percent] when double.TryParse(percent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var part) => options with { Quantiles = [.. options.Quantiles, part / 100] },
                _ => throw new StudyProtocolException($"--pool has '{name}'; it must be mean, std, max, topK or qP, such as top10 and q90."),
            };
        }

        return options;
    }

    private static TileStoreFormat FormatOf(string text) => text switch
    {
        "parquet" => TileStoreFormat.Parquet,
        "hdf5" or "h5" => TileStoreFormat.Hdf5,
        _ => throw new StudyProtocolException($"--format is '{text}'; it must be parquet or hdf5."),
    };
}
