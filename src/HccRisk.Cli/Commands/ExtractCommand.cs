using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HccRisk.Core.IO;
using HccRisk.Features.Radiomics.Presets;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk extract</c>: the radiomics of one lesion under a published configuration.</summary>
internal static class ExtractCommand
{
    public static Command Create()
    {
        var image = new Option<string>("--image", "-i") { Description = "Image (NIfTI or NRRD).", Required = true };
        var mask = new Option<string>("--mask") { Description = "Lesion mask on the image's grid (NIfTI or NRRD).", Required = true };
        var label = new Option<int?>("--label") { Description = "Value of the lesion's voxels. Default: every voxel that is not zero." };
        var preset = new Option<string>("--preset", "-p") { Description = $"Configuration: {string.Join(", ", RadiomicsPreset.Names)}.", Required = true };
        var binWidth = new Option<double?>("--bin-width") { Description = "Bin width, for presets with a fixed one." };
        var json = new Option<bool>("--json") { Description = "Write a JSON object; a value that is not defined is null. Default: CSV." };
        var command = new Command("extract", "Radiomics of one lesion with the names of IBSI-1 or pyradiomics.") { image, mask, label, preset, binWidth, json };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                var chosen = RadiomicsPreset.Find(parsed.GetValue(preset)!);
                chosen = parsed.GetValue(binWidth) is { } width ? chosen.WithBinWidth(width) : chosen;
                var lesion = ImageFile.ReadMask(parsed.GetValue(mask)!, parsed.GetValue(label));
                var features = chosen.Extract(ImageFile.ReadVolume(parsed.GetValue(image)!), lesion, cancellationToken);
                parsed.InvocationConfiguration.Output.Write(parsed.GetValue(json) ? Json(features) : Csv(features));
                return 0;
            },
            cancellationToken));
        return command;
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
