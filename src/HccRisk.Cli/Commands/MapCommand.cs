using System.CommandLine;
using HccRisk.Cli.Output;
using HccRisk.Core.Csv;
using HccRisk.Core.Storage;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using HccRisk.Plots;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Maps;
using HccRisk.Radiomics.Presets;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk map</c>: features at every voxel of a lesion, as images.</summary>
internal static class MapCommand
{
    private const string SummaryFile = "summary.csv";

    public static Command Create()
    {
        var image = new Argument<string>("image") { Description = "The image (NIfTI, NRRD, DICOM file or folder)." };
        var mask = new Argument<string>("mask") { Description = "The lesion (NIfTI or NRRD, DICOM SEG or RTSTRUCT)." };
        var output = new Option<string>("--out", "-o") { Description = $"Folder to write: a NIfTI file a map, and {SummaryFile}.", Required = true };
        var features = new Option<string[]>("--feature", "-f") { Description = "Feature to map, by its name; * at the end stands for any rest. Repeat for more. Default: all.", AllowMultipleArgumentsPerToken = true };
        var kernel = new Option<int?>("--kernel") { Description = "Voxels of the kernel's side: 3, 5 or 7. Default: 3, or that of the parameter file." };
        var unmasked = new Option<bool>("--unmasked") { Description = "Kernels hold voxels beyond the lesion too. Default: those of the lesion alone." };
        var label = new Option<string?>("--label") { Description = "Value of the lesion's voxels; name or number of a segment or region. Default: 1 (--options: all that is not zero), or the only segment." };
        var options = new Option<string?>("--options") { Description = "JSON of radiomics options, as 'radiomics' in a study file, with the names of IBSI-1. Default: the names and settings of pyradiomics." };
        var parameters = new Option<string?>("--params") { Description = "Parameter file of pyradiomics (YAML), with its 'voxelSetting'." };
        var resample = new Option<bool>(CommandWords.ResampleMask) { Description = "Bring a mask of other voxels onto the grid of the image, by the nearest. Default: it is refused." };
        var plot = new Option<string?>("--plot") { Description = "Picture to write (.svg or .png)." };
        var command = new Command("map", "Features at every voxel of a lesion, each of a small kernel around it, as NIfTI images.")
        {
            image, mask, output, features, kernel, unmasked, label, options, parameters, resample, plot,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                MapPicture.RequireName(plot.Name, parsed.GetValue(plot));
                var (optionsFile, parameterFile) = (parsed.GetValue(options), parsed.GetValue(parameters));
                if (optionsFile is not null && parameterFile is not null)
                {
                    throw new StudyProtocolException("Give --options or --params, not both: each says all about how features are computed.");
                }

                var pyradiomics = optionsFile is not null ? null : parameterFile is null ? PyradiomicsParameters.Parse("{}") : PyradiomicsParameters.Load(parameterFile);
                var given = pyradiomics is null ? new FeatureMapOptions() : FeatureMapper.OptionsOf(pyradiomics);
                var maps = given with
                {
                    KernelRadius = parsed.GetValue(kernel) switch
                    {
                        null => given.KernelRadius,
                        3 or 5 or 7 => parsed.GetValue(kernel)!.Value / 2,
                        var other => throw new StudyProtocolException(FormattableString.Invariant($"--kernel is {other}: it must be 3, 5 or 7.")),
                    },
                    MaskedKernel = given.MaskedKernel && !parsed.GetValue(unmasked),
                    Features = parsed.GetValue(features) ?? [],
                };
                var plain = pyradiomics is null ? RadiomicsOptionsFile.Load(optionsFile!) : null;
                var mapper = pyradiomics is null ? new FeatureMapper(plain!, maps) : new FeatureMapper(pyradiomics, maps);
                var (imagePath, maskPath, folder) = (parsed.GetValue(image)!, parsed.GetValue(mask)!, parsed.GetValue(output)!);
                new OutputFiles().Reads(image.Name, imagePath).Reads(mask.Name, maskPath).Reads(options.Name, optionsFile).Reads(parameters.Name, parameterFile)
                    .Writes(output.Name, folder, [.. mapper.Columns.Select(c => FileOf(c.Name)), SummaryFile]).Writes(plot.Name, parsed.GetValue(plot));
                var opened = ImageFile.Open(imagePath, cancellationToken: cancellationToken);
                var lesion = new LesionFiles(new Lazy<OpenedImage>(opened), maskPath, parsed.GetValue(label), parsed.GetValue(resample))
                {
                    Channel = (pyradiomics?.Options ?? plain!).MaskChannel,
                };
                var (region, remarks) = lesion.ReadMask(pyradiomics?.LabelIn(maskPath));
                foreach (var remark in opened.Findings.Select(LesionFiles.Remark).Concat(remarks))
                {
                    parsed.InvocationConfiguration.Error.WriteLine(remark);
                }

                ProgressDisplay.Run(progress => mapper.Map(opened.Volume, region, null, new Share(progress), cancellationToken), out var result);
                Write(result, folder);
                if (parsed.GetValue(plot) is { } picture)
                {
                    MapPicture.Write(picture, VoxelMapPlot.Render([.. result.Select(m => Row(m, opened.Volume))], FormattableString.Invariant($"Kernels of {(2 * maps.KernelRadius) + 1} voxels")));
                }

                parsed.InvocationConfiguration.Output.WriteLine(FormattableString.Invariant($"{result.Count} maps of {result[0].Summary.Count} voxels: {folder}"));
                return 0;
            },
            cancellationToken));
        return command;
    }

    private static string FileOf(string feature) => feature + ".nii.gz";

    private static void Write(IReadOnlyList<FeatureMap> maps, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var map in maps)
        {
            NiftiFile.Write(Path.Combine(folder, FileOf(map.Column.Name)), map.Values);
        }

        static double? Cell(double value) => double.IsFinite(value) ? value : null;
        AtomicFile.WriteText(Path.Combine(folder, SummaryFile), CsvText.Of(
            ["feature", "voxels", "missing", "mean", "standard_deviation", "minimum", "percentile_10", "median", "percentile_90", "maximum"],
            maps.Select(m => (object?[])
            [
                m.Column.Name, m.Summary.Count, m.Summary.Missing, Cell(m.Summary.Mean), Cell(m.Summary.StandardDeviation), Cell(m.Summary.Minimum),
                Cell(m.Summary.Percentile10), Cell(m.Summary.Median), Cell(m.Summary.Percentile90), Cell(m.Summary.Maximum),
            ])));
    }

    /// <summary>Colours run over the middle of the distribution: single voxels at the edge of a lesion would else decide them.</summary>
    private static MapRow Row(FeatureMap map, Volume<float> image)
    {
        var values = new Volume<float>(map.Values.Geometry, [.. map.Values.Voxels.ToArray().Zip(map.Centres.Inside.ToArray(), (v, isCentre) => isCentre ? v : float.NaN)]);
        var (low, high) = (map.Summary.Percentile10, map.Summary.Percentile90);
        var margin = (high - low) / 4;
        return MapPicture.Row(map.Column.Name, image, values) with { Low = Math.Max(map.Summary.Minimum, low - margin), High = Math.Min(map.Summary.Maximum, high + margin) };
    }

    private sealed class Share(IProgress<StudyProgress> to) : IProgress<double>
    {
        private const int Whole = 100;

        public void Report(double value) => to.Report(new StudyProgress("maps", (int)Math.Round(value * Whole), Whole));
    }
}
