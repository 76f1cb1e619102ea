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
        var image = new Option<string?>("--image", "-i") { Description = "One lesion: its image (NIfTI or NRRD)." };
        var mask = new Option<string?>("--mask") { Description = "One lesion: its mask on the image's grid (NIfTI or NRRD)." };
        var label = new Option<int?>("--label") { Description = "Value of the lesion's voxels. Default: every voxel that is not zero." };
        var preset = new Option<string?>("--preset", "-p") { Description = $"Configuration: {string.Join(", ", RadiomicsPreset.Names)}." };
        var parameters = new Option<string?>("--params") { Description = "Parameter file of pyradiomics (YAML), for the preset pyradiomics. Its label counts unless --label is given." };
        var binWidth = new Option<double?>("--bin-width") { Description = "Bin width, for presets with a fixed one." };
        var json = new Option<bool>("--json") { Description = "Write a JSON object; a value that is not defined is null. Default: CSV." };
        var many = new CohortOptions();
        var command = new Command("extract", "Radiomics: of one lesion with the names of IBSI-1 or pyradiomics, or of a cohort or folder into a feature store.") { image, mask, label, preset, parameters, binWidth, json };
        many.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                Option[] single = [image, mask, preset, parameters, binWidth, json];
                if (many.Read(parsed, parsed.GetValue(label), single) is { } extraction)
                {
                    return extraction.Run(parsed.InvocationConfiguration.Output, cancellationToken);
                }

                var (features, remarks) = parsed.GetValue(parameters) is { } file
                    ? ByParameters(file, parsed.GetValue(preset)!, parsed.GetValue(binWidth), parsed.GetValue(label), parsed.GetValue(image)!, parsed.GetValue(mask)!, cancellationToken)
                    : (ByPreset(parsed.GetValue(preset)!, parsed.GetValue(binWidth), parsed.GetValue(label), parsed.GetValue(image)!, parsed.GetValue(mask)!, cancellationToken), []);
                foreach (var remark in remarks)
                {
                    parsed.InvocationConfiguration.Error.WriteLine(remark);
                }

                parsed.InvocationConfiguration.Output.Write(parsed.GetValue(json) ? Json(features) : Csv(features));
                return 0;
            },
            cancellationToken));
        return command;
    }

    private static IReadOnlyList<KeyValuePair<string, double>> ByPreset(string preset, double? binWidth, int? label, string image, string mask, CancellationToken cancellationToken)
    {
        var chosen = RadiomicsPreset.Find(preset);
        chosen = binWidth is { } width ? chosen.WithBinWidth(width) : chosen;
        var lesion = ImageFile.ReadMask(mask, label);
        return chosen.Extract(ImageFile.ReadVolume(image), lesion, cancellationToken);
    }

    /// <summary>Features by a parameter file, and which of its keys have no effect.</summary>
    private static (IReadOnlyList<KeyValuePair<string, double>> Features, IReadOnlyList<string> Remarks) ByParameters(
        string file, string preset, double? binWidth, int? label, string image, string mask, CancellationToken cancellationToken)
    {
        if (preset != "pyradiomics" || binWidth is not null)
        {
            throw new ArgumentException($"--params goes with --preset pyradiomics and without --bin-width, not with --preset {preset}{(binWidth is null ? string.Empty : " and --bin-width")}.");
        }

        var parameters = PyradiomicsParameters.Load(file);
        var lesion = ImageFile.ReadMask(mask, label ?? parameters.Label);
        if (lesion.Count == 0)
        {
            throw new EmptyMaskException(FormattableString.Invariant($"The mask '{mask}' has no voxel with label {label ?? parameters.Label}."));
        }

        return (parameters.Extract(ImageFile.ReadVolume(image), lesion, cancellationToken), parameters.WithoutEffect);
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
