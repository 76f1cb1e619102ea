using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Nuclei;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class NucleusDetectorTests
{
    [Theory]
    [InlineData(0.5, 7)]
    [InlineData(0.25, 14)]
    public void Find_RoundNucleiAtRandom_HasEachAtItsPlaceAndOfItsArea(double micronsPerPixel, double radius)
    {
        var side = (int)(128 / micronsPerPixel);
        var (rgb, centres) = Pictures.RandomNuclei(side, 25, radius, seed: 3);

        var found = new NucleusDetector(side, micronsPerPixel).Find(rgb);

        // Whole ones within the picture, one for one.
        var whole = centres.Where(c => c.X > radius + 3 && c.Y > radius + 3 && c.X < side - radius - 3 && c.Y < side - radius - 3).ToArray();
        Assert.NotEmpty(whole);
        Assert.Equal(found.Count, found.DistinctBy(n => (n.X, n.Y)).Count());
        foreach (var centre in whole)
        {
            // A disc of pixels has its centre within a pixel, and its area within its rim of a pixel's half.
            var nucleus = found.MinBy(n => Math.Pow(n.X - centre.X, 2) + Math.Pow(n.Y - centre.Y, 2))!;
            Assert.Equal(centre.X, nucleus.X, 1.0);
            Assert.Equal(centre.Y, nucleus.Y, 1.0);
            Assert.InRange(nucleus.Area / (micronsPerPixel * micronsPerPixel), Math.PI * Math.Pow(radius - 0.6, 2), Math.PI * Math.Pow(radius + 0.6, 2));
            Assert.False(nucleus.IsClump || nucleus.TouchesEdge);

            // The outline is the edge of just those pixels.
            Assert.Equal(nucleus.Area / (micronsPerPixel * micronsPerPixel), nucleus.Outline.Sum(p => p.Area), 1e-6);
            Assert.Contains(nucleus.Outline, p => p.Contains(new SlidePoint(nucleus.X, nucleus.Y)));
        }
    }

    [Fact]
    public void Find_AgainAndOfNothing_RemembersNothing()
    {
        var detector = new NucleusDetector(64, 0.5);
        var nuclei = Pictures.NucleiOnLattice(64, 64, 32, 7);

        var first = detector.Find(nuclei);
        Assert.Equal(4, first.Count);
        Assert.Empty(detector.Find(Pictures.Paint(64, 64, (_, _) => (245, 245, 245))));
        Assert.Equal(first.Select(n => (n.X, n.Y, n.Area)), detector.Find(nuclei).Select(n => (n.X, n.Y, n.Area)));
        Assert.Throws<ArgumentException>(() => detector.Find(new byte[3]));
    }
}
