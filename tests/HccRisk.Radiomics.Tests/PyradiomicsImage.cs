using HccRisk.Imaging;

namespace HccRisk.Radiomics.Tests;

/// <summary>Images that there are values of pyradiomics of.</summary>
internal static class PyradiomicsImage
{
    internal static (Volume<float> Image, Mask Mask) Load(string name)
    {
        if (name == "brain1")
        {
            return RadiomicsOracle.Brain();
        }

        var (image, mask) = RadiomicsOracle.ChestPhantom();
        return name == "pat1" ? (image, mask) : (Crop(image), Crop(mask));
    }

    /// <summary>Voxels x 70..110, y 61..97, z 20..38, as 16-bit integers.</summary>
    private static Volume<float> Crop(Volume<float> image) => new(Cropped(image.Geometry), Crop(image.Geometry, image.Voxels)) { StoredType = VoxelType.Int16 };

    private static Mask Crop(Mask mask) => new(Cropped(mask.Geometry), Crop(mask.Geometry, mask.Inside));

    private static VolumeGeometry Cropped(VolumeGeometry g) => g with { Width = 41, Height = 37, Depth = 19 };

    private static T[] Crop<T>(VolumeGeometry g, ReadOnlySpan<T> voxels)
    {
        var result = new T[41 * 37 * 19];
        for (var i = 0; i < result.Length; i++)
        {
            var (x, y, z) = (70 + (i % 41), 61 + (i / 41 % 37), 20 + (i / 41 / 37));
            result[i] = voxels[x + (g.Width * (y + (g.Height * z)))];
        }

        return result;
    }
}
