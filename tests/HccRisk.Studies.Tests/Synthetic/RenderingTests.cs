using HccRisk.Imaging;
using HccRisk.Studies.Synthetic.Population;
using HccRisk.Studies.Synthetic.Rendering;
using MathNet.Numerics.Statistics;
using Xunit;

namespace HccRisk.Studies.Tests.Synthetic;

public sealed class RenderingTests
{
    [Fact]
    public void LatticeNoise_ManyFields_HaveMeanZeroAndVarianceOne()
    {
        var field = new float[24 * 20 * 16];
        double sum = 0, squares = 0;
        const int Fields = 200;
        for (var i = 0; i < Fields; i++)
        {
            LatticeNoise.Fill(field, 24, 20, 16, 3.7, 4.1, 2.9, new SyntheticRandom((ulong)i));
            sum += field.Sum(v => (double)v);
            squares += field.Sum(v => (double)v * v);
        }

        // About 320 independent nodes a field, 64,000 in all: standard errors .004 and .006.
        Assert.InRange(sum / (Fields * field.Length), -.02, .02);
        Assert.InRange(squares / (Fields * field.Length), .96, 1.04);
    }

    [Fact]
    public void RenderMri_Lesion_HasTheRecordedDiameter()
    {
        var ratios = Enumerable.Range(0, 40).Select(i =>
        {
            var patient = PatientSampler.Draw(7, SyntheticSite.Development, i);
            return LargestExtent(MriRenderer.Render(patient, 80, 40).Lesion) / (10 * patient.SizeCm);
        }).ToArray();

        // An irregular outline and voxels of 2 x 2 x 3 mm move a single one by some 20 %, the mean by a few percent.
        Assert.InRange(ratios.Mean(), .9, 1.12);
        Assert.All(ratios, r => Assert.InRange(r, .7, 1.5));
    }

    [Fact]
    public void RenderMri_Masks_AreApartAndNotEmpty()
    {
        for (var i = 0; i < 40; i++)
        {
            var mri = MriRenderer.Render(PatientSampler.Draw(7, SyntheticSite.External, i), 48, 24);
            Assert.True(mri.Lesion.Count > 4, $"patient {i}: {mri.Lesion.Count} lesion voxels");
            Assert.True(mri.Liver.Count > 1_000, $"patient {i}: {mri.Liver.Count} liver voxels");
            var liver = mri.Liver.Inside.ToArray();
            Assert.DoesNotContain(true, mri.Lesion.Inside.ToArray().Where((inside, v) => inside && liver[v]));
        }
    }

    [Fact]
    public void RenderMri_LargestLesion_StaysInsideTheField()
    {
        var patient = PatientSampler.Draw(7, SyntheticSite.Development, 0) with { SizeCm = 10.5, ZMri = 3 };
        var lesion = MriRenderer.Render(patient, 80, 40).Lesion;
        var slice = 80 * 80;
        Assert.DoesNotContain(true, lesion.Inside[..slice].ToArray());
        Assert.DoesNotContain(true, lesion.Inside[^slice..].ToArray());
    }

    [Fact]
    public void RenderMri_ExternalScanner_IsBrighterAndNoisier()
    {
        var (home, away) = (Level(SyntheticSite.Development), Level(SyntheticSite.External));

        // Gains 310 and 450 + 25 with 12 % between patients: standard error of each mean 3 %.
        Assert.InRange(away.Mean / home.Mean, 1.3, 1.8);
        Assert.True(away.Variation > home.Variation);

        static (double Mean, double Variation) Level(SyntheticSite site)
        {
            var levels = Enumerable.Range(0, 20).Select(i =>
            {
                var mri = MriRenderer.Render(PatientSampler.Draw(1, site, i), 48, 24);
                var liver = Inside(mri.Liver, mri.Arterial).ToArray();
                return (Mean: liver.Mean(), Variation: liver.StandardDeviation() / liver.Mean());
            }).ToArray();
            return (levels.Average(l => l.Mean), levels.Average(l => l.Variation));
        }
    }

    [Fact]
    public void RenderSlide_Corners_AreWhiteAndCentreIsStained()
    {
        const int Size = 512;
        var rgb = new byte[Size * Size * 3];
        SlideRenderer.Render(PatientSampler.Draw(7, SyntheticSite.Development, 4), Size, rgb);
        Assert.All(rgb.Take(60), v => Assert.InRange(v, 235, 250));
        var green = Enumerable.Range(0, Size * Size).Where(i => Math.Abs((i % Size) - 256) < 80 && Math.Abs((i / Size) - 256) < 80)
            .Average(i => rgb[(3 * i) + 1]);
        var red = Enumerable.Range(0, Size * Size).Where(i => Math.Abs((i % Size) - 256) < 80 && Math.Abs((i / Size) - 256) < 80)
            .Average(i => rgb[3 * i]);
        // Haematoxylin and eosin both take green away most.
        Assert.True(green < red - 30, $"green {green:F0}, red {red:F0}");
    }

    [Fact]
    public void StainPalette_OneUnitOfEosin_FollowsBeerAndLambert()
    {
        // No rotation or change of strength can be switched off, so the ratio of two depths is tested: transmission squares.
        var palette = new StainPalette(SyntheticSite.Development, new SyntheticRandom(9));
        var rgb = new byte[9];
        palette.Paint([0, 0, 0], [0, 20, 40], rgb);
        Assert.Equal((double)rgb[4] / rgb[1], (double)rgb[7] / rgb[4], .01);
    }

    internal static IEnumerable<double> Inside(Mask mask, Volume<short> volume)
    {
        for (var i = 0; i < mask.Geometry.VoxelCount; i++)
        {
            if (mask.Inside[i])
            {
                yield return volume.Voxels[i];
            }
        }
    }

    private static double LargestExtent(Mask mask)
    {
        var g = mask.Geometry;
        var inside = mask.Inside.ToArray();
        var points = Enumerable.Range(0, inside.Length).Where(i => inside[i])
            .Select(i => (X: i % g.Width * g.Spacing.X, Y: i / g.Width % g.Height * g.Spacing.Y, Z: i / (g.Width * g.Height) * g.Spacing.Z))
            .ToArray();

        // Largest extent over 200 directions: within 2 % of the largest diameter.
        var largest = 0.0;
        for (var k = 0; k < 200; k++)
        {
            var z = (k + .5) / 200;
            var (sin, cos) = Math.SinCos(k * 2.399963);
            var flat = Math.Sqrt(1 - (z * z));
            var shadow = points.Select(p => (p.X * cos * flat) + (p.Y * sin * flat) + (p.Z * z)).ToArray();
            largest = Math.Max(largest, shadow.Max() - shadow.Min());
        }

        return largest + g.Spacing.X;
    }
}
