using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Morphology.Autocorrelation;
using HccRisk.Radiomics.Morphology.Geometry;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Morphology;

/// <summary>
/// Morphological features (IBSI 3.1, HCUG) but for the oriented box and the minimum-volume ellipsoid; the two
/// autocorrelations are in <see cref="SpatialAutocorrelation"/>. The mesh is
/// marching cubes at 0.5 on the mask, with the classic table pyradiomics uses; where a cube's face has inside corners only across its
/// diagonal that table depends on the orientation, so a ragged mask that is turned may change
/// (by up to 0.2 % of the volume and 0.1 % of the area on real masks). Axis lengths use
/// the covariance of voxel centres with divisor n - 1, as the IBSI reference values do. Of a single voxel axis lengths are 0; a quotient whose denominator is 0 (flat or linear lesions) is NaN.
/// </summary>
internal static class MorphologicalFeatures
{
    /// <summary>Terms of the Legendre series of the ellipsoid's area that IBSI asks for.</summary>
    private const int EllipsoidTerms = 20;

    /// <summary>In the order of <see cref="MorphologicalValues"/>.</summary>
    internal static readonly FeatureColumn[] Columns =
    [
        new("morph_volume_mesh", "mm3", "RNU0"),
        new("morph_volume_voxels", "mm3", "YEKZ"),
        new("morph_surface_area", "mm2", "C0JK"),
        new("morph_surface_to_volume", "1/mm", "2PR5"),
        new("morph_compactness_1", null, "SKGS"),
        new("morph_compactness_2", null, "BQWJ"),
        new("morph_spherical_disproportion", null, "KRCK"),
        new("morph_sphericity", null, "QCFX"),
        new("morph_asphericity", null, "25C7"),
        new("morph_maximum_diameter", "mm", "L0JK"),
        new("morph_major_axis_length", "mm", "TDIC"),
        new("morph_minor_axis_length", "mm", "P9VJ"),
        new("morph_least_axis_length", "mm", "7J51"),
        new("morph_elongation", null, "Q3CK"),
        new("morph_flatness", null, "N17B"),
        new("morph_volume_density_aabb", null, "PBX1"),
        new("morph_area_density_aabb", null, "R59B"),
        new("morph_volume_density_ellipsoid", null, "6BDE"),
        new("morph_area_density_ellipsoid", null, "RDD2"),
        new("morph_volume_density_hull", null, "R3ER"),
        new("morph_area_density_hull", null, "7T7F"),
    ];

    /// <summary>Those that also need intensities: a value each series, in the order of <see cref="MorphologicalSeriesValues"/>.</summary>
    internal static readonly FeatureColumn[] SeriesColumns =
    [
        new("morph_centre_of_mass_shift", "mm", "KLMA"),
        new("morph_integrated_intensity", null, "99N0"),
    ];

    internal static void Compute(LesionRegion region, Span<double> result)
    {
        var spacing = region.Spacing;
        var (area, volume) = MarchingCubes.Measure(region.Inside, region.Width, region.Height, region.Depth, spacing);
        var hull = ConvexHull.Create(SurfaceExtremes.Find(region.Inside, region.Width, region.Height, region.Depth));
        var half = spacing * 0.5;
        var (hullArea, hullVolume) = hull.Measure(half);
        var (major, minor, least) = AxisVariances(region);

        var sphere = Math.Cbrt(36 * Math.PI * volume * volume);
        ref var features = ref FeatureFields.In<MorphologicalValues>(result);
        features.VolumeMesh = volume;
        features.VolumeVoxels = region.Count * spacing.X * spacing.Y * spacing.Z;
        features.SurfaceArea = area;
        features.SurfaceToVolume = area / volume;
        features.Compactness1 = volume / (Math.Sqrt(Math.PI) * Math.Pow(area, 1.5));
        features.Compactness2 = 36 * Math.PI * volume * volume / (area * area * area);
        features.SphericalDisproportion = area / sphere;
        features.Sphericity = sphere / area;
        features.Asphericity = (area / sphere) - 1;
        features.MaximumDiameter = hull.Diameter(half);
        features.MajorAxisLength = 4 * Math.Sqrt(major);
        features.MinorAxisLength = 4 * Math.Sqrt(minor);
        features.LeastAxisLength = 4 * Math.Sqrt(least);
        features.Elongation = Ratio(Math.Sqrt(minor), Math.Sqrt(major));
        features.Flatness = Ratio(Math.Sqrt(least), Math.Sqrt(major));

        // The mesh reaches half a voxel beyond the outermost centres: its box is the box of the voxels.
        var margin = 2 * region.Padding;
        var (x, y, z) = ((region.Width - margin) * spacing.X, (region.Height - margin) * spacing.Y, (region.Depth - margin) * spacing.Z);
        features.VolumeDensityAabb = volume / (x * y * z);
        features.AreaDensityAabb = area / (2 * ((x * y) + (x * z) + (y * z)));
        var (a, b, c) = (2 * Math.Sqrt(major), 2 * Math.Sqrt(minor), 2 * Math.Sqrt(least));
        features.VolumeDensityEllipsoid = Ratio(volume, 4 * Math.PI / 3 * a * b * c);
        features.AreaDensityEllipsoid = c == 0 ? double.NaN : Ratio(area, EllipsoidArea(a, b, c));
        features.VolumeDensityHull = volume / hullVolume;
        features.AreaDensityHull = area / hullArea;
    }

    /// <summary>Volume of the mesh.</summary>
    internal static double MeshVolume(LesionRegion region) =>
        MarchingCubes.Measure(region.Inside, region.Width, region.Height, region.Depth, region.Spacing).Volume;

    /// <summary>Needs the mesh volume; NaN when the intensity mask is empty or, for the shift, weighs nothing. The shift divides by the weight:
    /// it is of intensities on a scale with a true zero.</summary>
    internal static void ComputeSeries(LesionRegion region, SeriesIntensities intensities, double meshVolume, Span<double> result)
    {
        result.Fill(double.NaN);
        if (intensities.Count == 0)
        {
            return;
        }

        double sum = 0, weight = 0;
        Vector3D weighted = default;
        var voxels = intensities.Voxels;
        var values = intensities.Values;
        var weights = intensities.RatioValues;
        for (var i = 0; i < voxels.Length; i++)
        {
            ref readonly var v = ref voxels[i];
            sum += values[i];
            weight += weights[i];
            weighted += new Vector3D(v.X, v.Y, v.Z) * weights[i];
        }

        ref var features = ref FeatureFields.In<MorphologicalSeriesValues>(result);
        features.IntegratedIntensity = sum / intensities.Count * meshVolume;
        if (weight == 0)
        {
            return;
        }

        long sumX = 0, sumY = 0, sumZ = 0;
        foreach (ref readonly var v in region.Voxels)
        {
            sumX += v.X;
            sumY += v.Y;
            sumZ += v.Z;
        }

        var shift = (weighted * (1 / weight)) - (new Vector3D(sumX, sumY, sumZ) * (1.0 / region.Count));
        var spacing = region.Spacing;
        features.CentreOfMassShift = new Vector3D(shift.X * spacing.X, shift.Y * spacing.Y, shift.Z * spacing.Z).Length;
    }

    /// <summary>
    /// Area of an ellipsoid of semi-axes a >= b >= c > 0 as IBSI defines it (RDD2: α² = 1 - b²/a², β² = 1 - c²/a²), its Legendre series
    /// written without the division by αβ. Exact for a sphere; by this choice of α and β it falls short of the true area of elongated
    /// ellipsoids (8 % at 1.3 : 1 : 1), which the published consensus values share.
    /// </summary>
    internal static double EllipsoidArea(double a, double b, double c)
    {
        var alpha2 = 1 - (b * b / (a * a));
        var beta2 = 1 - (c * c / (a * a));
        var mean = (alpha2 + beta2) / 2;
        var product = alpha2 * beta2;

        // q_k = (αβ)^k P_k(mean / αβ): q_0 = 1, q_1 = mean, (k + 1) q_{k+1} = (2k + 1) mean q_k - k (αβ)² q_{k-1}.
        double previous = 0, current = 1, sum = 0;
        for (var k = 0; k <= EllipsoidTerms; k++)
        {
            sum += current / (1 - (4.0 * k * k));
            (previous, current) = (current, ((((2 * k) + 1) * mean * current) - (k * product * previous)) / (k + 1));
        }

        return 4 * Math.PI * a * b * sum;
    }

    private static (double Major, double Minor, double Least) AxisVariances(LesionRegion region)
    {
        long sx = 0, sy = 0, sz = 0, xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yz = 0;
        foreach (ref readonly var v in region.Voxels)
        {
            long x = v.X, y = v.Y, z = v.Z;
            sx += x;
            sy += y;
            sz += z;
            xx += x * x;
            yy += y * y;
            zz += z * z;
            xy += x * y;
            xz += x * z;
            yz += y * z;
        }

        long n = region.Count;
        if (n < 2)
        {
            return (0, 0, 0);
        }

        // n Σxy - Σx Σy in whole numbers: no cancellation.
        double Covariance(long product, long first, long second, double unit) =>
            (double)(((Int128)n * product) - ((Int128)first * second)) / n / (n - 1) * unit;
        var s = region.Spacing;
        var (major, minor, least) = PrincipalAxes.Eigenvalues(
            Covariance(xx, sx, sx, s.X * s.X),
            Covariance(yy, sy, sy, s.Y * s.Y),
            Covariance(zz, sz, sz, s.Z * s.Z),
            Covariance(xy, sx, sy, s.X * s.Y),
            Covariance(xz, sx, sz, s.X * s.Z),
            Covariance(yz, sy, sz, s.Y * s.Z));

        // Rounding may leave a flat lesion a trace of thickness, or less than none.
        double Clean(double variance) => variance > 1e-12 * major ? variance : 0;
        return (major, Clean(minor), Clean(least));
    }

    private static double Ratio(double numerator, double denominator) => denominator == 0 ? double.NaN : numerator / denominator;
}
