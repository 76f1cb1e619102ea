using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Stability;
using Xunit;

namespace HccRisk.Radiomics.Tests.Stability;

public sealed class PerturbationTests
{
    private static readonly Vector3D Spacing = new(0.8, 0.8, 2.5);

    [Fact]
    public void Draw_Defaults_LiesWithinBoundsAndRepeats()
    {
        var moves = Perturbation.Draw(new PerturbationOptions { Count = 400 });

        Assert.Equal(moves, Perturbation.Draw(new PerturbationOptions { Count = 400 }));
        Assert.Equal(moves.Take(30), Perturbation.Draw(new PerturbationOptions()));
        Assert.NotEqual(moves[0], Perturbation.Draw(new PerturbationOptions { Seed = 2 })[0]);
        Assert.All(moves, m => Assert.True(Math.Abs(m.Rotation) <= 5 && Math.Abs(m.Translation.X) <= 0.5 && Math.Abs(m.Volume) <= 0.15));

        // The mean of 400 uniform draws over [-b, b] has an error of b / sqrt(1200): four of them.
        Assert.Equal(0, moves.Average(m => m.Rotation), 4 * 5 / Math.Sqrt(1200));
        Assert.Equal(0, moves.Average(m => m.Volume), 4 * 0.15 / Math.Sqrt(1200));
    }

    [Fact]
    public void Validate_EveryBoundBroken_NamesAll()
    {
        var options = new PerturbationOptions { Count = 1, Rotation = 50, Translation = -1, Noise = double.NaN, Volume = 1 };

        var error = Assert.Throws<ArgumentException>(options.Validate);

        Assert.All(["Count", "Rotation", "Translation", "Noise", "Volume"], name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    // Trilinear interpolation is exact for a plane: at the turned place, in millimetres, the image has the plane's value.
    [Fact]
    public void Image_PlaneTurnedAndShifted_HasTheValuesOfThePlane()
    {
        var grid = VolumeGeometry.AxisAligned(40, 50, 12, new Vector3D(0.8, 1.1, 2.5));
        static double Plane(Vector3D mm) => (2 * mm.X) + (3 * mm.Y) - mm.Z;
        var image = new Volume<float>(grid, [.. Enumerable.Range(0, 40 * 50 * 12).Select(i => (float)Plane(grid.ToWorld(i % 40, i / 40 % 50, i / 2000)))]);
        var options = new RadiomicsOptions { ResampleSpacing = new Vector3D(1, 1, 2) };
        var crop = new CroppedGrid(grid, options, new VoxelBox(15, 24, 20, 29, 5, 7), margin: 1);
        var move = new Perturbation(1, 20, new Vector3D(0.3, -0.2, 0.4), 0, 0, false, 1);
        var centre = new Vector3D(19, 25, 6);

        var found = MovedSampler.Image(image.Voxels, grid, crop.Geometry, crop.Positions(move, centre));

        var c = grid.ToWorld(centre.X, centre.Y, centre.Z);
        var (sin, cos) = Math.SinCos(20 * Math.PI / 180);
        Assert.Equal(new Vector3D(1, 1, 2), found.Geometry.Spacing);
        for (var z = 0; z < found.Geometry.Depth; z++)
        {
            for (var y = 0; y < found.Geometry.Height; y++)
            {
                for (var x = 0; x < found.Geometry.Width; x++)
                {
                    var p = found.Geometry.ToWorld(x + 0.3, y - 0.2, z + 0.4) - c;
                    var turned = new Vector3D((cos * p.X) - (sin * p.Y), (sin * p.X) + (cos * p.Y), p.Z) + c;

                    // Values up to 300 in single precision.
                    Assert.Equal(Plane(turned), found[x, y, z], 1e-4);
                }
            }
        }
    }

    [Fact]
    public void Mask_ShiftedByAVoxel_IsThatVoxelFurther()
    {
        var (_, mask) = SyntheticLesion.Ellipsoid(30, 28, 16, (7, 6, 4), Spacing);
        var crop = new CroppedGrid(mask.Geometry, new RadiomicsOptions(), null, 0);

        var moved = MovedSampler.Mask(mask, crop.Geometry, crop.Positions(new Perturbation(1, 0, new Vector3D(1, 0, 0), 0, 0, false, 1), new Vector3D(15, 14, 8)), 0.5);

        Assert.Equal(mask.Count, moved.Count);
        Assert.Equal(mask.Inside[1..].ToArray(), moved.Inside[..^1].ToArray());
    }

    [Fact]
    public void Mask_Turned_KeepsItsVolume()
    {
        var (_, mask) = SyntheticLesion.Ellipsoid(60, 60, 24, (20, 12, 8), Spacing);
        var crop = new CroppedGrid(mask.Geometry, new RadiomicsOptions(), null, 0);

        var moved = MovedSampler.Mask(mask, crop.Geometry, crop.Positions(new Perturbation(1, 33, default, 0, 0, false, 1), new Vector3D(30, 30, 12)), 0.5);

        // About 8,000 voxels with some 3,000 at the border, each off by a tenth at random: well below one per cent.
        Assert.Equal(1, (double)moved.Count / mask.Count, 0.01);
    }

    [Theory]
    [InlineData(0.15)]
    [InlineData(-0.15)]
    [InlineData(0.9)]
    [InlineData(-0.9)]
    public void VolumeChange_Share_IsMetByTheNearestVoxels(double share)
    {
        var (_, mask) = SyntheticLesion.Ellipsoid(40, 40, 16, (7, 7, 3), Spacing);

        var changed = VolumeChange.Apply(mask, share, seed: 3);

        Assert.Equal((int)Math.Round(mask.Count * (1 + share)), changed.Count);
        var (small, large) = share > 0 ? (mask, changed) : (changed, mask);
        Assert.All(small.Inside.ToArray().Zip(large.Inside.ToArray()), v => Assert.True(!v.First || v.Second));

        // None left out is nearer to the outline than one that was taken, to a rounding.
        double[] distances = [.. Distances(mask, share > 0)];
        var taken = changed.Inside.ToArray().Index().Where(v => v.Item != mask.Inside[v.Index]).Max(v => distances[v.Index]);
        Assert.All(distances.Index().Where(d => d.Item > 0 && changed.Inside[d.Index] == mask.Inside[d.Index]), d => Assert.True(d.Item >= taken - 1e-5));
    }

    [Fact]
    public void VolumeChange_OneVoxel_NeverVanishes()
    {
        var inside = new bool[27];
        inside[13] = true;

        Assert.Equal(1, VolumeChange.Apply(new Mask(VolumeGeometry.AxisAligned(3, 3, 3, Spacing), inside), -0.9, 1).Count);
    }

    [Fact]
    public void Estimate_NoiseOnSmoothImage_IsItsDeviation()
    {
        var grid = VolumeGeometry.AxisAligned(60, 60, 10, Spacing);
        var smooth = new Volume<float>(grid, [.. Enumerable.Range(0, 36000).Select(i => (float)(500 + (i % 60) + (2 * (i / 60 % 60))))]);
        var box = new VoxelBox(0, 59, 0, 59, 0, 9);
        var noisy = new Volume<float>(grid, NoiseLevel.Add(smooth, box, 10, seed: 5));

        // 35,000 details, correlated: an error of the median near 1 per cent.
        Assert.Equal(0, NoiseLevel.Estimate(smooth, box), 1e-3);
        Assert.Equal(10, NoiseLevel.Estimate(noisy, box), 0.4);
        var added = noisy.Voxels.ToArray().Zip(smooth.Voxels.ToArray(), (a, b) => (double)a - b).ToArray();
        Assert.Equal(0, added.Average(), 4 * 10 / Math.Sqrt(36000));
        Assert.InRange(added.Average(a => a * a), 97, 103); // 36,000 squares: an error of 0.75.
    }

    [Fact]
    public void Draw_BrightLesion_KeepsMostOfItAndDiffers()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(60, 60, 24, (14, 14, 5), Spacing);
        var bright = new Volume<float>(image.Geometry, [.. image.Voxels.ToArray().Zip(mask.Inside.ToArray(), (v, m) => v + (m ? 400 : 0))]);
        var supervoxels = new Supervoxels(bright, mask, new VoxelBox(5, 54, 5, 54, 2, 21));

        var (one, two) = (supervoxels.Draw(1)!, supervoxels.Draw(2)!);

        Assert.Equal(one, supervoxels.Draw(1));

        // An edge of ten deviations of the rest: supervoxels follow it, and few are split by it.
        Assert.All([one, two], drawn => Assert.InRange(Dice(drawn, mask.Inside), 0.9, 1));
    }

    [Fact]
    public void Draw_LesionWithoutAnEdge_DiffersFromDrawToDraw()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(60, 60, 24, (14, 14, 5), Spacing);
        var supervoxels = new Supervoxels(image, mask, new VoxelBox(5, 54, 5, 54, 2, 21));

        bool[][] drawn = [.. Enumerable.Range(1, 20).Select(seed => supervoxels.Draw((ulong)seed)!)];

        Assert.Equal(20, drawn.Select(d => string.Concat(d.Index().Where(v => v.Item).Select(v => v.Index))).Distinct().Count());
        Assert.All(drawn, d => Assert.InRange(Dice(d, mask.Inside), 0.5, 0.99));
    }

    private static double Dice(bool[] a, ReadOnlySpan<bool> b)
    {
        var both = 0;
        for (var i = 0; i < a.Length; i++)
        {
            both += a[i] && b[i] ? 1 : 0;
        }

        return 2.0 * both / (a.Count(v => v) + b.Count(true));
    }

    /// <summary>Distance of voxels outside a lesion to it, or of those inside to what is not; 0 for the others. By brute force.</summary>
    private static IEnumerable<double> Distances(Mask mask, bool outside)
    {
        var g = mask.Geometry;
        var seeds = new List<Vector3D>();
        for (var i = 0; i < mask.Inside.Length; i++)
        {
            if (mask.Inside[i] == outside)
            {
                seeds.Add(g.ToWorld(i % g.Width, i / g.Width % g.Height, i / (g.Width * g.Height)));
            }
        }

        for (var i = 0; i < g.VoxelCount; i++)
        {
            var at = g.ToWorld(i % g.Width, i / g.Width % g.Height, i / (g.Width * g.Height));
            var (x, y) = (i % g.Width, i / g.Width % g.Height);
            yield return mask.Inside[(int)i] == outside ? 0 : Math.Abs(x - 20) > 13 || Math.Abs(y - 20) > 13 ? 1e3 : seeds.Min(s => (s - at).Length);
        }
    }
}
