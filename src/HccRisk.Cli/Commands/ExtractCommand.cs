using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HccRisk.Core.IO;
using HccRisk.Features.Radiomics;
using HccRisk.Features.Radiomics.Presets;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk extract</c>: the radiomics of one lesion under a published configuration, or of a cohort or folder into a feature store.</summary>
internal static class ExtractCommand
{
    public static Command Create()
    {
        var image = new Option<string?>("--image", "-i") { Description = "One lesion: its image (NIfTI, NRRD, DICOM file or folder)." };
        var mask = new Option<string?>("--mask") { Description = "One lesion: its mask (NIfTI or NRRD on the image's grid; DICOM SEG or RTSTRUCT)." };
        var label = new Option<string?>("--label") { Description = "Value of the lesion's voxels; name or number of a segment or region. Default: every voxel that is not zero, or the only segment." };
        var series = new Option<string?>("--dicom-series") { Description = "Which series of a DICOM folder: identifier, number or description. Default: the only one." };
        var volume = new Option<int?>("--dicom-volume") { Description = "Which volume of a DICOM series of several, from 1 in the order of time. Default: the only one." };
        var preset = new Option<string?>("--preset", "-p") { Description = $"Configuration: {string.Join(", ", RadiomicsPreset.Names)}." };
        var parameters = new Option<string?>("--params") { Description = "Parameter file of pyradiomics (YAML), for the preset pyradiomics. Its label counts unless --label is given." };
        var binWidth = new Option<double?>("--bin-width") { Description = "Bin width, for presets with a fixed one." };
        var json = new Option<bool>("--json") { Description = "Write a JSON object; a value that is not defined is null. Default: CSV." };
        var many = new CohortOptions();
        var command = new Command("extract", "Radiomics: of one lesion with the names of IBSI-1 or pyradiomics, or of a cohort or folder into a feature store.") { image, mask, label, series, volume, preset, parameters, binWidth, json };
        many.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                Option[] single = [image, mask, preset, series, volume, parameters, binWidth, json];
                if (many.Read(parsed, parsed.GetValue(label), single) is { } extraction)
                {
                    return extraction.Run(parsed.InvocationConfiguration.Output, cancellationToken);
                }

                ImageSelection? selection = parsed.GetValue(series) is null && parsed.GetValue(volume) is null ? null
                    : new ImageSelection { Series = parsed.GetValue(series), Volume = parsed.GetValue(volume) };
                var opened = new Lazy<OpenedImage>(() => ImageFile.Open(parsed.GetValue(image)!, selection, cancellationToken: cancellationToken));
                var lesion = new LesionFiles(opened, parsed.GetValue(mask)!, parsed.GetValue(label));
                var (features, remarks) = parsed.GetValue(parameters) is { } file
                    ? ByParameters(file, parsed.GetValue(preset)!, parsed.GetValue(binWidth), lesion, cancellationToken)
                    : ByPreset(parsed.GetValue(preset)!, parsed.GetValue(binWidth), lesion, cancellationToken);
                foreach (var remark in opened.Value.Findings.Select(LesionFiles.Remark).Concat(remarks))
                {
                    parsed.InvocationConfiguration.Error.WriteLine(remark);
                }

                parsed.InvocationConfiguration.Output.Write(parsed.GetValue(json) ? Json(features) : Csv(features));
                return 0;
            },
            cancellationToken));
        return command;
    }

    private static (IReadOnlyList<KeyValuePair<string, double>> Features, IReadOnlyList<string> Remarks) ByPreset(
        string preset, double? binWidth, LesionFiles files, CancellationToken cancellationToken)
    {
        var chosen = RadiomicsPreset.Find(preset);
        chosen = binWidth is { } width ? chosen.WithBinWidth(width) : chosen;
        var (lesion, remarks) = files.ReadMask(null);
        return (chosen.Extract(files.Image.Value.Volume, lesion, cancellationToken), remarks);
    }

    /// <summary>Features by a parameter file, and which of its keys have no effect.</summary>
    private static (IReadOnlyList<KeyValuePair<string, double>> Features, IReadOnlyList<string> Remarks) ByParameters(
        string file, string preset, double? binWidth, LesionFiles files, CancellationToken cancellationToken)
    {
        if (preset != "pyradiomics" || binWidth is not null)
        {
            throw new ArgumentException($"--params goes with --preset pyradiomics and without --bin-width, not with --preset {preset}{(binWidth is null ? string.Empty : " and --bin-width")}.");
        }

        var parameters = PyradiomicsParameters.Load(file);
        var (lesion, remarks) = files.ReadMask(parameters.Label);
        if (lesion.Count == 0)
        {
            throw new EmptyMaskException(FormattableString.Invariant($"The mask '{files.Mask}' has no voxel with label {files.Label ?? parameters.Label.ToString(CultureInfo.InvariantCulture)}."));
        }

        return (parameters.Extract(files.Image.Value.Volume, lesion, cancellationToken), [.. remarks, .. parameters.WithoutEffect]);
    }

    private static string Json(IReadOnlyList<KeyValuePair<string, double>> features)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in features)
            {
                if (double.IsFinite(value))
                {
                    writer.WriteNumber(name, value);
                }
                else
                {
                    writer.WriteNull(name);
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static string Csv(IReadOnlyList<KeyValuePair<string, double>> features)
    {
        var text = new StringBuilder("feature,value\n");
        foreach (var (name, value) in features)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name},{value:R}\n");
        }

        return text.ToString();
    }
}
