using HccRisk.Radiomics.Numerics;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Morphology.Autocorrelation;

/// <summary>A lesion's box and lengths of Fourier transforms with room for every offset within it.</summary>
/// <param name="Width">Length along x: even or 1.</param>
/// <param name="Height">Length along y.</param>
/// <param name="Depth">Length along z.</param>
/// <param name="UsedWidth">Voxels along x.</param>
/// <param name="UsedHeight">Voxels along y.</param>
/// <param name="UsedDepth">Voxels along z.</param>
internal readonly record struct ConvolutionBox(int Width, int Height, int Depth, int UsedWidth, int UsedHeight, int UsedDepth)
{
    /// <summary>Frequencies along x of a real signal; the others are their mirror image.</summary>
    internal int HalfWidth => (Width / 2) + 1;

    internal long Count => (long)Width * Height * Depth;

    /// <summary>Complex numbers that half a spectrum along x takes, rounded up to whole vectors of <paramref name="lanes"/>.</summary>
    internal long SpectrumCount(int lanes) => (long)HalfWidth * UsedDepth * ((UsedHeight + lanes - 1) / lanes) * lanes;

    internal static ConvolutionBox Around(LesionRegion region)
    {
        static int Length(int count) => FourierPlan.LengthFor((2 * count) - 1);
        var margin = 2 * region.Padding;
        var (x, y, z) = (region.Width - margin, region.Height - margin, region.Depth - margin);
        return new ConvolutionBox(Length(x), Length(y), Length(z), x, y, z);
    }
}
