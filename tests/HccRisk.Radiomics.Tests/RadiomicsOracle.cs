using System.Globalization;
using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>Real images and the reference values of IBSI, pyradiomics and mirp.</summary>
internal static class RadiomicsOracle
{
    internal static (Volume<float> Image, Mask Mask) DigitalPhantom() => Load(
        ["data", "ibsi", "ibsi_1_digital_phantom", "nifti", "image", "phantom.nii.gz"],
        ["data", "ibsi", "ibsi_1_digital_phantom", "nifti", "mask", "mask.nii.gz"]);

    internal static (Volume<float> Image, Mask Mask) ChestPhantom() => Load(
        ["data", "ibsi", "ibsi_1_ct_radiomics_phantom", "nifti", "image", "phantom.nii.gz"],
        ["data", "ibsi", "ibsi_1_ct_radiomics_phantom", "nifti", "mask", "mask.nii.gz"]);

    internal static (Volume<float> Image, Mask Mask) Brain() => Load(
        ["data", "pyradiomics", "brain1_image.nrrd"], ["data", "pyradiomics", "brain1_label.nrrd"]);

    internal static (Volume<float> Image, Mask Mask) Load(string[] image, string[] mask, int? label = null)
    {
        var (imagePath, maskPath) = (SharedData.TryPath(image), SharedData.TryPath(mask));
        Assert.SkipWhen(imagePath is null || maskPath is null, SharedData.MissingReason);
        return (ImageFile.ReadVolume(imagePath), ImageFile.ReadMask(maskPath, label));
    }

    /// <summary>A table of <c>key -> value</c>: columns are found by index, rows without a number are left out.</summary>
    internal static Dictionary<string, double> Table(string[] path, char separator, int key, int value, string? keyPrefixColumn = null)
    {
        var file = SharedData.TryPath(path);
        Assert.SkipWhen(file is null, SharedData.MissingReason);
        var table = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(file).Skip(1))
        {
            var parts = line.Split(separator);
            if (double.TryParse(parts[value], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                table[keyPrefixColumn is null ? parts[key] : $"{parts[0]}_{parts[key]}"] = number;
            }
        }

        return table;
    }

    internal static Dictionary<string, double> Extract(RadiomicsOptions options, Volume<float> image, Mask mask) =>
        ToDictionary(new RadiomicsExtractor(options).Extract([new RadiomicsSeries("s", image)], mask, cancellationToken: TestContext.Current.CancellationToken));

    /// <summary>Values by name without the series prefix.</summary>
    internal static Dictionary<string, double> ToDictionary(FeatureVector features) =>
        Enumerable.Range(0, features.Columns.Count).ToDictionary(
            i => features.Columns[i].Name[(features.Columns[i].Name.IndexOf('.', StringComparison.Ordinal) + 1)..],
            i => features.Values[i],
            StringComparer.Ordinal);

    /// <summary>
    /// IBSI's rule: the value, rounded to three significant digits as the tables are, lies within the tolerance of the reference. Counts
    /// that the tables give in full are compared in full.
    /// </summary>
    internal static bool Agrees(double value, double reference, double tolerance)
    {
        if (double.IsNaN(value))
        {
            return false;
        }

        var rounded = double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var slack = tolerance + (1e-9 * Math.Abs(reference));
        return Math.Abs(rounded - reference) <= slack || Math.Abs(value - reference) <= slack;
    }
}
