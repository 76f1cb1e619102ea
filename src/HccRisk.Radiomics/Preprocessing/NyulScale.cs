using System.Buffers;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Privacy;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;
using HccRisk.Imaging.Files;
using HccRisk.Radiomics.Numerics;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>
/// The standard scale of Nyúl, Udupa and Zhang (IEEE TMI 2000): percentiles of the body of each image, brought to 1 at the first and 100 at the last, and their mean over
/// images. Learnt without outcomes, but from patients: a model that is tested on patients learns it without them.
/// </summary>
public static class NyulScale
{
    private const double First = 1;
    private const double Last = 100;

    /// <summary>The percentiles that are landmarks: 1, 10, 20 to 90 and 99.</summary>
    public static IReadOnlyList<int> Percentiles { get; } = [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99];

    /// <summary>Learns the standard scale of one series, such as the arterial phase, from the images of several patients.</summary>
    /// <param name="images">The images, each named for messages; read one at a time.</param>
    /// <returns>Eleven values, ascending from 1 to 100.</returns>
    /// <exception cref="ArgumentException">There is no image.</exception>
    /// <exception cref="InvalidIntensityException">An image has no contrast to find landmarks by.</exception>
    public static IReadOnlyList<double> Fit(IEnumerable<RadiomicsSeries> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var (sums, count) = (new double[Percentiles.Count], 0);
        foreach (var image in images)
        {
            var landmarks = Landmarks(image);
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += First + ((landmarks[i] - landmarks[0]) / (landmarks[^1] - landmarks[0]) * (Last - First));
            }

            count++;
        }

        return count > 0 ? [.. sums.Select(s => s / count)] : throw new ArgumentException("A standard scale needs one image or more.", nameof(images));
    }

    /// <summary>
    /// Learns the standard scale of each series of a cohort, after the bias field where the options remove it, and puts it into the options. Patients without a series say
    /// nothing of it.
    /// </summary>
    /// <param name="options">How features are computed.</param>
    /// <param name="cohort">The patients: where a model is tested on others, those it is fitted on.</param>
    /// <param name="series">Names of the MRI series in the manifest.</param>
    /// <param name="cancellationToken">Checked between images.</param>
    /// <returns>The options, normalised by that scale.</returns>
    /// <exception cref="ArgumentException">No patient has one of the series.</exception>
    /// <exception cref="InvalidIntensityException">An image has no contrast to find landmarks by.</exception>
    /// <exception cref="InvalidDataException">An image cannot be read; the message names series and patient, and no path.</exception>
    public static RadiomicsOptions FitCohort(RadiomicsOptions options, Cohort cohort, IReadOnlyList<string> series, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(series);
        var standard = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal);
        foreach (var name in series)
        {
            RadiomicsSeries Read(string patient, string path)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    var image = new RadiomicsSeries($"{name} of {patient}", ImageFile.Open(path, cancellationToken: cancellationToken).Volume);
                    return options.BiasField is null ? image : image with { Image = BiasFieldStage.Correct(image, options, cancellationToken).Corrected };
                }
                catch (Exception e) when (e is IOException or InvalidDataException or BadInputException)
                {
                    throw new InvalidDataException($"Series '{name} of {patient}': {FilePlaces.HidePaths(e.Message)}", e);
                }
            }

            var files = cohort.Patients.Select(p => (p.Id, p.File(PatientFileKind.Mri, name)?.Path)).Where(p => p.Path is not null).ToArray();
            standard[name] = files.Length > 0 ? Fit(files.Select(p => Read(p.Id, p.Path!)))
                : throw new ArgumentException($"No patient has the series '{name}', whose standard scale is to be learnt.", nameof(series));
        }

        return options with { Normalisation = IntensityNormalisation.Nyul, Scaling = options.Scaling with { Standard = standard } };
    }

    /// <summary>The standard scale of a series.</summary>
    /// <exception cref="ArgumentException">The options have none.</exception>
    internal static IReadOnlyList<double> Of(RadiomicsOptions options, string series) => options.Scaling.Standard.TryGetValue(series, out var scale) ? scale
        : throw new ArgumentException($"Scaling.Standard has no scale of the series '{series}'{NearestNames.Hint(series, options.Scaling.Standard.Keys)}.");

    /// <summary>Whether values can be a scale: finite and ascending.</summary>
    internal static bool IsScale(IReadOnlyList<double> values) => values.All(double.IsFinite) && values.Skip(1).Zip(values).All(v => v.First > v.Second);

    /// <summary>The landmarks of an image, each above the one before.</summary>
    /// <exception cref="InvalidIntensityException">They are not.</exception>
    internal static double[] Landmarks(RadiomicsSeries series)
    {
        var body = ForegroundMask.Otsu(series.Image);
        var values = ArrayPool<double>.Shared.Rent(Math.Max(1, body.Count));
        try
        {
            var count = 0;
            for (var i = 0; i < body.Inside.Length; i++)
            {
                if (body.Inside[i])
                {
                    values[count++] = series.Image.Voxels[i];
                }
            }

            if (count == 0)
            {
                throw new InvalidIntensityException(series.Name, "the image has no finite voxel to normalise by.");
            }

            var result = new double[Percentiles.Count];
            double[] shares = [.. Percentiles.Select(p => p / 100.0)];
            for (var i = 0; i < result.Length; i += 6)
            {
                var part = Math.Min(6, result.Length - i);
                OrderStatistics.Percentiles(values.AsSpan(0, count), shares.AsSpan(i, part), result.AsSpan(i, part));
            }

            for (var i = 1; i < result.Length; i++)
            {
                if (!(result[i] > result[i - 1]))
                {
                    throw new InvalidIntensityException(
                        series.Name,
                        FormattableString.Invariant($"percentiles {Percentiles[i - 1]} and {Percentiles[i]} of the body are both {result[i]}: they cannot be landmarks of a scale."));
                }
            }

            return result;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(values);
        }
    }
}
