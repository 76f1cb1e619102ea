using HccRisk.Pathomics.Slides;

namespace HccRisk.Pathomics.Tissue;

/// <summary>The edge of the tissue on a picture of the slide.</summary>
internal static class TissueOutline
{
    /// <summary>Blackens tissue pixels that have no tissue beside them.</summary>
    public static void Draw(SlideImage picture, TissueMask tissue)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                if (IsTissue(x, y) && !(IsTissue(x - 1, y) && IsTissue(x + 1, y) && IsTissue(x, y - 1) && IsTissue(x, y + 1)))
                {
                    picture.Rgb.AsSpan(((y * picture.Width) + x) * 3, 3).Clear();
                }
            }
        }

        bool IsTissue(int x, int y)
        {
            var (u, v) = ((int)Math.Floor((x + 0.5) * picture.Downsample / tissue.Downsample), (int)Math.Floor((y + 0.5) * picture.Downsample / tissue.Downsample));
            return u >= 0 && v >= 0 && u < tissue.Width && v < tissue.Height && tissue[u, v];
        }
    }
}
