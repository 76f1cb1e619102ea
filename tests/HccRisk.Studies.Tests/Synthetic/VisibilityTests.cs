using HccRisk.Studies.Synthetic.Population;
using HccRisk.Studies.Synthetic.Rendering;
using MathNet.Numerics.Statistics;
using Xunit;

namespace HccRisk.Studies.Tests.Synthetic;

/// <summary>The markers can be read off the pixels by plain statistics, at both sites, and only in part by any one of them.</summary>
public sealed class VisibilityTests
{
    private const int N = 80;

    // At n = 80 the standard error of a correlation of .7 is .06; the bound is four below the .65-.8 these statistics have.
    private const double Bound = .45;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Mri_PlainStatistics_FollowTheMarker(bool development)
    {
        var patients = Draw(development);
        var rows = patients.AsParallel().AsOrdered().Select(p =>
        {
            var mri = MriRenderer.Render(p, 64, 32);
            var arterial = RenderingTests.Inside(mri.Lesion, mri.Arterial).ToArray();
            var delayed = RenderingTests.Inside(mri.Lesion, mri.Delayed).ToArray();
            var plainArterial = RenderingTests.Inside(mri.Liver, mri.Arterial).Average();
            var plainDelayed = RenderingTests.Inside(mri.Liver, mri.Delayed).Average();
            return new[] { arterial.Average() / plainArterial, delayed.Average() / plainDelayed, Math.Log(delayed.StandardDeviation() / plainDelayed) };
        }).ToArray();
        var marker = patients.Select(p => p.ZMri).ToArray();

        Assert.InRange(Correlation(rows, 0, marker), Bound, .97);
        Assert.InRange(Correlation(rows, 1, marker), -.97, -Bound);
        Assert.InRange(Correlation(rows, 2, marker), Bound, .97);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Slide_PlainStatistics_FollowTheMarker(bool development)
    {
        const int Size = 768;
        var patients = Draw(development);
        var rows = patients.AsParallel().AsOrdered().Select(p =>
        {
            var rgb = new byte[Size * Size * 3];
            SlideRenderer.Render(p, Size, rgb);
            int tissue = 0, dark = 0, runs = 0;
            for (var i = 0; i < Size * Size; i++)
            {
                tissue += rgb[(3 * i) + 1] < 215 ? 1 : 0;
                var nucleus = rgb[3 * i] < 125;
                dark += nucleus ? 1 : 0;
                // Nuclei entered from the left: grows with their number and height.
                runs += nucleus && i > 0 && rgb[(3 * i) - 3] >= 125 ? 1 : 0;
            }

            return new[] { Math.Log((double)dark / tissue), Math.Log((double)runs / tissue) };
        }).ToArray();
        var marker = patients.Select(p => p.ZWsi).ToArray();

        Assert.InRange(Correlation(rows, 0, marker), Bound, .97);
        Assert.InRange(Correlation(rows, 1, marker), Bound, .97);
    }

    [Fact]
    public void Slide_Pixels_SayNothingOfTheMriMarker()
    {
        var patient = PatientSampler.Draw(7, SyntheticSite.Development, 0);
        var (one, other) = (new byte[256 * 256 * 3], new byte[256 * 256 * 3]);
        SlideRenderer.Render(patient, 256, one);
        SlideRenderer.Render(patient with { ZMri = 2.5 }, 256, other);
        Assert.Equal(one, other);

        var (first, second) = (MriRenderer.Render(patient, 32, 16), MriRenderer.Render(patient with { ZWsi = 2.5 }, 32, 16));
        Assert.True(first.Arterial.Voxels.SequenceEqual(second.Arterial.Voxels));
    }

    private static SyntheticPatient[] Draw(bool development) =>
        [.. Enumerable.Range(0, N).Select(i => PatientSampler.Draw(7, development ? SyntheticSite.Development : SyntheticSite.External, i))];

    private static double Correlation(double[][] rows, int column, double[] marker) =>
        MathNet.Numerics.Statistics.Correlation.Pearson(rows.Select(r => r[column]), marker);
}
