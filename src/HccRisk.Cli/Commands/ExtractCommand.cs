using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HccRisk.Core.Columns;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Imaging.Files;
using HccRisk.Radiomics;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk extract</c>: the radiomics of one lesion under a published configuration, or of a cohort or folder into a feature store.</summary>
internal static class ExtractCommand
{
    /// <summary>What <c>--label</c> says for every label of a mask.</summary>
    private const string AllLabels = "all";

    public static Command Create()
    {
        var places = new Argument<string[]>("image mask") { Arity = new ArgumentArity(0, 2), Description = "One lesion by its image and mask, as pyradiomics has them; --image and --mask say the same. Default preset: pyradiomics." };
        var image = new Option<string?>("--image", "-i") { Description = "One lesion: its image (NIfTI, NRRD, DICOM file or folder)." };
        var mask = new Option<string?>("--mask") { Description = "One lesion: its mask (NIfTI or NRRD of the image's voxels, in whatever order of axes; DICOM SEG or RTSTRUCT)." };
        var label = new Option<string?>("--label") { Description = "Value of the lesion's voxels; name or number of a segment or region. Default: every voxel that is not zero (pyradiomics: 1), or the only segment. 'all': each label, segment or region, side by side." };
        var series = new Option<string?>("--dicom-series") { Description = "Which series of a DICOM folder: identifier, number or description. Default: the only one." };
        var volume = new Option<int?>("--dicom-volume") { Description = "Which volume of a DICOM series of several, from 1 in the order of time. Default: the only one." };
        var names = new NamingOptions();
        var json = new Option<bool>("--json") { Description = "Write a JSON object; a value that is not defined is null. Default: CSV." };
        var resample = new Option<bool>(CommandWords.ResampleMask) { Description = "Bring masks of other voxels than the image's onto its grid, by the nearest. Default: they are refused." };
        var many = new CohortOptions();
        var command = new Command("extract", "Radiomics: of one lesion with the names of IBSI-1 or pyradiomics, or of a cohort or folder into a feature store.") { places, image, mask, label, series, volume, names.Preset, names.Parameters, names.BinWidth, json, resample };
        many.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                Option[] single = [image, mask, series, volume, json];
                var (imagePath, maskPath) = (parsed.GetValue(image), parsed.GetValue(mask));
                if (parsed.GetValue(places) is { Length: > 0 } given)
                {
                    if (given.Length != 2 || imagePath is not null || maskPath is not null)
                    {
                        throw new StudyProtocolException($"'{given[0]}': give an image and its mask, either by place or by --image and --mask.");
                    }

                    many.RequireNone(parsed);
                    (imagePath, maskPath) = (given[0], given[1]);
                }
                else if (many.Read(parsed, parsed.GetValue(label), parsed.GetValue(resample), single, names) is { } extraction)
                {
                    return extraction.Run(parsed.InvocationConfiguration.Output, cancellationToken);
                }

                ImageSelection? selection = parsed.GetValue(series) is null && parsed.GetValue(volume) is null ? null
                    : new ImageSelection { Series = parsed.GetValue(series), Volume = parsed.GetValue(volume) };
                var opened = new Lazy<OpenedImage>(() => ImageFile.Open(imagePath!, selection, cancellationToken: cancellationToken));
                string?[] labels = parsed.GetValue(label) == AllLabels
                    ? [.. ImageFile.ReadLabels(maskPath!).Select(l => l.ToString(CultureInfo.InvariantCulture))] : [parsed.GetValue(label)];
                if (labels.Length == 0)
                {
                    throw new EmptyMaskException($"The mask '{maskPath}' has no voxel that is not zero.");
                }

                var results = labels.Select(l => Measure(parsed, names, new LesionFiles(opened, maskPath!, l, parsed.GetValue(resample)), labels.Length > 1, cancellationToken)).ToArray();
                if (!Array.Exists(results, r => r.Features is not null))
                {
                    throw new EmptyMaskException($"No label of the mask '{maskPath}' can be measured; the first: {results[0].Remarks[0]}");
                }

                if (opened.Value.Scaling is { } scaling and not PixelScaling.Rescale)
                {
                    parsed.InvocationConfiguration.Error.WriteLine($"pixel values: {scaling}");
                }

                foreach (var remark in opened.Value.Findings.Select(LesionFiles.Remark).Concat(results.SelectMany(r => r.Remarks)).Distinct(StringComparer.Ordinal))
                {
                    parsed.InvocationConfiguration.Error.WriteLine(remark);
                }

                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(label) == AllLabels)
                {
                    var columns = results.First(r => r.Features is not null).Features!.Columns;
                    FeatureVector[] vectors = [.. results.Select(r => r.Features ?? new FeatureVector(columns, [.. columns.Select(_ => double.NaN)]))];
                    output.Write(parsed.GetValue(json) ? Json(labels!, vectors) : Csv(labels!, vectors));
                }
                else
                {
                    output.Write(parsed.GetValue(json) ? Json([null], [results[0].Features!]) : Csv(["value"], [results[0].Features!]));
                }

                return 0;
            },
            cancellationToken));
        return command;
    }

    /// <summary>One label; of several, one that cannot be measured is a remark.</summary>
    private static (FeatureVector? Features, IReadOnlyList<string> Remarks) Measure(
        ParseResult parsed, NamingOptions names, LesionFiles lesion, bool isOneOfMany, CancellationToken cancellationToken)
    {
        try
        {
            var (features, remarks) = names.Lesion(parsed, lesion, cancellationToken);
            return (features, isOneOfMany ? [.. remarks.Select(r => $"label {lesion.Label}: {r}")] : remarks);
        }
        catch (Exception e) when (isOneOfMany && e is EmptyMaskException or ArgumentException && isOneOfMany)
        {
            return (null, [$"label {lesion.Label}: {e.Message}"]);
        }
    }

    /// <param name="labels">What each vector is of; a single null: one vector without a name.</param>
    /// <param name="vectors">Features, the same columns in each.</param>
    private static string Json(string?[] labels, FeatureVector[] vectors)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            if (labels is [null])
            {
                Write(writer, vectors[0]);
            }
            else
            {
                writer.WriteStartObject();
                foreach (var (label, vector) in labels.Zip(vectors))
                {
                    writer.WritePropertyName(label!);
                    Write(writer, vector);
                }

                writer.WriteEndObject();
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, FeatureVector features)
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

    private static string Csv(string[] labels, FeatureVector[] vectors)
    {
        var text = new StringBuilder($"feature,{string.Join(',', labels)}\n");
        for (var i = 0; i < vectors[0].Columns.Count; i++)
        {
            text.Append(vectors[0].Columns[i].Name);
            foreach (var vector in vectors)
            {
                text.Append(CultureInfo.InvariantCulture, $",{vector.Values[i]:R}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
