using HccRisk.Imaging.Nifti;
using HccRisk.Oracles;
using NetVips;

namespace HccRisk.Attainable.Realism;

/// <summary>Squares of the real images there are on this machine.</summary>
internal static class RealSquares
{
    /// <summary>Label of the liver in the public segmentation.</summary>
    private const int LiverLabel = 5;

    private static readonly string[] Tiles =
    [
        "histolab_high-nuclei-score-level0.png", "histolab_medium-nuclei-score-level0.png", "histolab_tissue-level0-4302-10273-4814-10785.png",
        "tiatoolbox_target_image.png", "torchstain_source.png", "torchstain_target.png",
    ];

    public static List<double[]> Liver()
    {
        var (image, labels) = (SharedData.TryPath("data", "totalsegmentator", "example_mr_sm.nii.gz"), SharedData.TryPath("data", "totalsegmentator", "example_seg_mr.nii.gz"));
        if (image is null || labels is null)
        {
            return [];
        }

        var (volume, mask) = (NiftiFile.ReadVolume(image), NiftiFile.ReadMask(labels, LiverLabel));
        return Squares.OfLiver(volume.Geometry, mask.Inside, i => volume.Voxels[i]);
    }

    public static List<double[]> Tissue()
    {
        List<double[]> squares = [];
        foreach (var tile in Tiles)
        {
            if (SharedData.TryPath("data", "wsi", "tiles", tile) is { } path)
            {
                using var image = Image.NewFromFile(path);
                using var colour = image.Bands > 3 ? image.ExtractBand(0, n: 3) : image.Copy();
                squares.AddRange(Squares.OfTissue(colour.WriteToMemory<byte>(), colour.Width, colour.Height));
            }
        }

        return squares;
    }
}
