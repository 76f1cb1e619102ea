using System.Numerics;
using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Morphology.Autocorrelation;

/// <summary>
/// Moran's I and Geary's C (IBSI 3.1, weights 1 / distance) over all pairs of voxels of the intensity mask: exact at every size, as a
/// convolution where that is cheaper than the pairs. NaN of fewer than two voxels or a flat region.
/// </summary>
internal static class SpatialAutocorrelation
{
    /// <summary>Pairs that cost as much as one voxel of the transforms.</summary>
    private const double PairsAVoxel = 8;

    /// <summary>Larger spectra would not fit into an array; the pairs remain.</summary>
    private const long LargestSpectrum = 1L << 28;

    /// <summary>In the order of <see cref="SpatialAutocorrelationValues"/>.</summary>
    internal static readonly FeatureColumn[] Columns = [new("morph_moran_i", Code: "N365"), new("morph_geary_c", Code: "NPT7")];

    internal static void Compute(LesionRegion region, SeriesIntensities intensities, Span<double> result)
    {
        var box = ConvolutionBox.Around(region);
        double n = intensities.Count;
        var byPairs = box.SpectrumCount(Vector<double>.Count) > LargestSpectrum || n * n / 2 < PairsAVoxel * box.Count;
        Compute(region, intensities, byPairs, result);
    }

    internal static void Compute(LesionRegion region, SeriesIntensities intensities, bool byPairs, Span<double> result)
    {
        result.Fill(double.NaN);
        var values = intensities.Values;
        if (values.IsEmpty || values.IndexOfAnyExcept(values[0]) < 0)
        {
            return;
        }

        double n = values.Length, mean = 0, squares = 0;
        foreach (var value in values)
        {
            mean += value / n;
        }

        var centred = new double[intensities.Count];
        for (var i = 0; i < centred.Length; i++)
        {
            centred[i] = values[i] - mean;
            squares += centred[i] * centred[i];
        }

        // Over ordered pairs: Σ w, Σ w x y and Σ w x²; Σ w (x - y)² is twice the last less twice the one before.
        var (weights, products, own) = byPairs
            ? ByPairs(intensities.Voxels, centred, region.Spacing)
            : InverseDistanceSums.Compute(ConvolutionBox.Around(region), intensities.Voxels, region.Padding, centred, region.Spacing);
        ref var features = ref FeatureFields.In<SpatialAutocorrelationValues>(result);
        features.MoranI = n / weights * products / squares;
        features.GearyC = (n - 1) / weights * (own - products) / squares;
    }

    private static (double Weights, double Products, double Own) ByPairs(ReadOnlySpan<RegionVoxel> voxels, ReadOnlySpan<double> values, Vector3D spacing)
    {
        double weights = 0, products = 0, own = 0;
        for (var i = 0; i < voxels.Length; i++)
        {
            double weight = 0, product = 0;
            var v = voxels[i];
            for (var j = i + 1; j < voxels.Length; j++)
            {
                var (dx, dy, dz) = ((voxels[j].X - v.X) * spacing.X, (voxels[j].Y - v.Y) * spacing.Y, (voxels[j].Z - v.Z) * spacing.Z);
                var w = 1 / Math.Sqrt((dx * dx) + (dy * dy) + (dz * dz));
                weight += w;
                product += w * values[j];
                own += w * values[j] * values[j];
            }

            weights += 2 * weight;
            products += 2 * product * values[i];
            own += weight * values[i] * values[i];
        }

        return (weights, products, own);
    }
}
