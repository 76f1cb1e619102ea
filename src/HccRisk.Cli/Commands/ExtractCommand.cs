using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HccRisk.Core.Columns;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Imaging.Files;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk extract</c>: the radiomics of one lesion under a published configuration, or of a cohort or folder into a feature store.</summary>
internal static class ExtractCommand
{
    public static Command Create()
    {
        var image = new Option<string?>("--image", "-i") { Description = "One lesion: its image (NIfTI, NRRD, DICOM file or folder)." };
        var mask = new Option<string?>("--mask") { Description = "One lesion: its mask (NIfTI or NRRD of the image's voxels, in whatever order of axes; DICOM SEG or RTSTRUCT)." };
        var label = new Option<string?>("--label") { Description = "Value of the lesion's voxels; name or number of a segment or region. Default: every voxel that is not zero (pyradiomics: 1), or the only segment." };
        var series = new Option<string?>("--dicom-series") { Description = "Which series of a DICOM folder: identifier, number or description. Default: the only one." };
        var volume = new Option<int?>("--dicom-volume") { Description = "Which volume of a DICOM series of several, from 1 in the order of time. Default: the only one." };
        var names = new NamingOptions();
        var json = new Option<bool>("--json") { Description = "Write a JSON object; a value that is not defined is null. Default: CSV." };
        var resample = new Option<bool>(CommandWords.ResampleMask) { Description = "Bring masks of other voxels than the image's onto its grid, by the nearest. Default: they are refused." };
        var many = new CohortOptions();
        var command = new Command("extract", "Radiomics: of one lesion with the names of IBSI-1 or pyradiomics, or of a cohort or folder into a feature store.") { image, mask, label, series, volume, names.Preset, names.Parameters, names.BinWidth, json, resample };
        many.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                Option[] single = [image, mask, series, volume, json];
                if (many.Read(parsed, parsed.GetValue(label), parsed.GetValue(resample), single, names) is { } extraction)
                {
                    return extraction.Run(parsed.InvocationConfiguration.Output, cancellationToken);
                }

                ImageSelection? selection = parsed.GetValue(series) is null && parsed.GetValue(volume) is null ? null
                    : new ImageSelection { Series = parsed.GetValue(series), Volume = parsed.GetValue(volume) };
                var opened = new Lazy<OpenedImage>(() => ImageFile.Open(parsed.GetValue(image)!, selection, cancellationToken: cancellationToken));
                var lesion = new LesionFiles(opened, parsed.GetValue(mask)!, parsed.GetValue(label), parsed.GetValue(resample));
                var (features, remarks) = names.Lesion(parsed, lesion, cancellationToken);
                if (opened.Value.Scaling is { } scaling and not PixelScaling.Rescale)
                {
                    parsed.InvocationConfiguration.Error.WriteLine($"pixel values: {scaling}");
                }

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

    private static string Json(FeatureVector features)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            foreach (var (column, value) in features.Columns.Zip(features.Values))
            {
                if (double.IsFinite(value))
                {
                    writer.WriteNumber(column.Name, value);
                }
                else
                {
                    writer.WriteNull(column.Name);
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static string Csv(FeatureVector features)
    {
        var text = new StringBuilder("feature,value\n");
        foreach (var (column, value) in features.Columns.Zip(features.Values))
        {
            text.Append(CultureInfo.InvariantCulture, $"{column.Name},{value:R}\n");
        }

        return text.ToString();
    }
}
