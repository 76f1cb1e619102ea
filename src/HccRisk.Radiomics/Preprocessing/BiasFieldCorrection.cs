using HccRisk.Imaging;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>
/// N4 bias field correction (Tustison et al. 2010): the smooth multiplicative field of MR coils is what keeps the histogram of log
/// intensities from being sharp. Each iteration sharpens it by deconvolution (Sled et al. 1998) and fits a cubic B-spline (Lee et al.
/// 1997) to what the sharpening moved.
/// </summary>
/// <remarks>
/// Only positive, finite voxels have a logarithm: others take no part in the estimate and are divided by the field all the same.
/// A field and the reciprocal of a constant cannot be told apart: the field's geometric mean is 1. The result is the same bytes
/// whatever the number of threads.
/// </remarks>
public static class BiasFieldCorrection
{
    /// <summary>An axis is not shrunk below so many voxels.</summary>
    private const int LeastShrunk = 16;

    /// <summary>Estimates the field and divides by it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="mask">Voxels the field is estimated from, such as the body, on the image's grid; null: all, or as <see cref="BiasFieldOptions.Foreground"/> says.</param>
    /// <param name="options">The settings; null: their defaults.</param>
    /// <param name="progress">Told the share of levels and iterations done, 0 to 1.</param>
    /// <param name="cancellationToken">Checked each iteration.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or fewer than 2 voxels are positive and finite.</exception>
    /// <exception cref="GeometryMismatchException">The mask does not lie on the image's grid.</exception>
    public static BiasFieldResult Correct(
        Volume<float> image, Mask? mask = null, BiasFieldOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= new BiasFieldOptions();
        options.Validate();
        mask?.Geometry.EnsureMatches(image.Geometry, name: "mask", otherName: "image");
        mask ??= options.Foreground ? ForegroundMask.Otsu(image) : null;
        var g = image.Geometry;
        var (x, y, z) = (new GridAxis(g.Width, Shrink(g.Width, options)), new GridAxis(g.Height, Shrink(g.Height, options)), new GridAxis(g.Depth, Shrink(g.Depth, options)));
        var (logs, inside, count) = Logarithms(image, mask, x, y, z);
        if (count < 2)
        {
            throw new ArgumentException(FormattableString.Invariant($"{count} of the {mask?.Count ?? g.VoxelCount} voxels the field is estimated from are positive and finite: at least 2 are needed."), nameof(image));
        }

        var field = new double[logs.Length];
        var uncorrected = new double[logs.Length];
        var residual = new double[logs.Length];
        var change = new double[logs.Length];
        var sharpener = new HistogramSharpener(options);
        var splines = new List<SplineField>();
        var (iterations, hasConverged, last) = (0, true, 0.0);
        for (var level = 0; level < options.Levels; level++)
        {
            var spline = new SplineField(options.Cells << level, x, y, z, inside);
            splines.Add(spline);
            var isDone = false;
            for (var i = 0; i < options.IterationsPerLevel && !isDone; i++, iterations++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var v = 0; v < logs.Length; v++)
                {
                    uncorrected[v] = logs[v] - field[v];
                }

                if (!sharpener.Residual(uncorrected, inside, residual))
                {
                    isDone = true; // Flat: no field to be seen.
                    break;
                }

                spline.Add(residual, change);
                last = Variation(change, inside, count);
                isDone = last < options.ConvergenceThreshold;
                for (var v = 0; v < field.Length; v++)
                {
                    field[v] += change[v];
                }

                progress?.Report((level + ((i + 1.0) / options.IterationsPerLevel)) / options.Levels);
            }

            hasConverged &= isDone;
        }

        progress?.Report(1);
        double mean = 0;
        for (var v = 0; v < field.Length; v++)
        {
            mean += inside[v] ? field[v] / count : 0;
        }

        return Divide(image, splines, mean, iterations, hasConverged, last);
    }

    private static int Shrink(int size, BiasFieldOptions options) => Math.Clamp(size / LeastShrunk, 1, options.ShrinkFactor);

    private static (double[] Logs, bool[] Inside, int Count) Logarithms(Volume<float> image, Mask? mask, GridAxis x, GridAxis y, GridAxis z)
    {
        var g = image.Geometry;
        var logs = new double[x.Count * y.Count * z.Count];
        var inside = new bool[logs.Length];
        var (at, count) = (0, 0);
        for (var k = 0; k < z.Count; k++)
        {
            for (var j = 0; j < y.Count; j++)
            {
                var row = g.Width * (y.Index(j) + (g.Height * z.Index(k)));
                for (var i = 0; i < x.Count; i++, at++)
                {
                    var value = image.Voxels[row + x.Index(i)];
                    if (value > 0 && float.IsFinite(value) && (mask is null || mask.Inside[row + x.Index(i)]))
                    {
                        (logs[at], inside[at]) = (Math.Log(value), true);
                        count++;
                    }
                }
            }
        }

        return (logs, inside, count);
    }

    /// <summary>Coefficient of variation of the ratio of two fields whose logarithms differ by <paramref name="change"/>.</summary>
    private static double Variation(double[] change, bool[] inside, int count)
    {
        double sum = 0, squares = 0;
        for (var v = 0; v < change.Length; v++)
        {
            if (inside[v])
            {
                var ratio = Math.Exp(change[v]);
                sum += ratio;
                squares += ratio * ratio;
            }
        }

        var mean = sum / count;
        return Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean)) * count / (count - 1)) / mean;
    }

    private static BiasFieldResult Divide(Volume<float> image, List<SplineField> splines, double mean, int iterations, bool hasConverged, double last)
    {
        var g = image.Geometry;
        var (corrected, field) = (new float[g.VoxelCount], new float[g.VoxelCount]);
        var (x, y, z) = (new GridAxis(g.Width, 1), new GridAxis(g.Height, 1), new GridAxis(g.Depth, 1));
        var slice = g.Width * g.Height;
        var evaluators = splines.Select(s => s.On(x, y, z)).ToList();
        Parallel.For(
            0,
            g.Depth,
            () => new double[slice],
            (k, _, sum) =>
            {
                sum.AsSpan().Fill(-mean);
                foreach (var evaluator in evaluators)
                {
                    evaluator.AddSlice(k, sum);
                }

                for (var v = 0; v < slice; v++)
                {
                    var factor = Math.Exp(sum[v]);
                    field[(k * slice) + v] = (float)factor;
                    corrected[(k * slice) + v] = (float)(image.Voxels[(k * slice) + v] / factor);
                }

                return sum;
            },
            _ => { });
        return new BiasFieldResult(new Volume<float>(g, corrected), new Volume<float>(g, field), iterations, hasConverged, last);
    }
}
