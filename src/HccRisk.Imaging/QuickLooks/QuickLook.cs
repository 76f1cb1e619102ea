
namespace HccRisk.Imaging.QuickLooks;

/// <summary>Draws slices of an image with the outline of a mask: to see at a glance that a mask lies where it should.</summary>
/// <remarks>
/// Slices are planes of the third index, evenly spaced over those the mask touches (over all without a mask, or when it is empty), row
/// by row from the first index on. Each is shown at its true proportions, turned so that the patient's left is on the right, posterior
/// and inferior are down. Grey runs between two percentiles of the shown slices; voxels that are NaN are black. The outline is the
/// orange-red border inside the mask. Nothing is written on the picture or beside its pixels: it names nobody. The same input gives
/// the same bytes.
/// </remarks>
public static class QuickLook
{
    /// <summary>Writes a PNG.</summary>
    /// <param name="path">The file, <c>.png</c>; replaced at once when complete.</param>
    /// <param name="image">The image.</param>
    /// <param name="mask">The mask on the image's grid; null: no outline.</param>
    /// <param name="options">How it is drawn; null: the defaults.</param>
    /// <param name="cancellationToken">Stops between slices; no file is left then.</param>
    /// <exception cref="GeometryMismatchException">The mask is not on the image's grid.</exception>
    /// <exception cref="ArgumentException">The name does not end in .png, or an option is out of range.</exception>
    public static void WritePng(string path, Volume<float> image, Mask? mask = null, QuickLookOptions? options = null, CancellationToken cancellationToken = default)
    {
        PngFile.RequireName(path);
        options ??= new QuickLookOptions();
        var montage = QuickLookMontage.Draw(image, Checked(image, mask, options), options, cancellationToken);
        PngFile.Write(path, montage.Rgb, montage.Width, montage.Height);
    }

    /// <summary>
    /// Draws one plane across each axis, third axis first: the one with most voxels of the mask, the first of equals, or the middle one without a mask. Each stands in a
    /// square of its own; what else is said of slices holds.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="mask">The mask on the image's grid; null: no outline.</param>
    /// <param name="options">How it is drawn; <see cref="QuickLookOptions.Slices"/> does not count. Null: the defaults.</param>
    /// <param name="cancellationToken">Checked once.</param>
    /// <returns>Three squares beside each other, two pixels between them.</returns>
    /// <exception cref="GeometryMismatchException">The mask is not on the image's grid.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static QuickLookPicture DrawPlanes(Volume<float> image, Mask? mask = null, QuickLookOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new QuickLookOptions();
        var montage = QuickLookMontage.DrawPlanes(image, Checked(image, mask, options), options, cancellationToken);
        return new QuickLookPicture(montage.Width, montage.Height, montage.Rgb);
    }

    /// <summary>The mask on the image's grid.</summary>
    private static Mask? Checked(Volume<float> image, Mask? mask, QuickLookOptions options)
    {
        ArgumentNullException.ThrowIfNull(image);
        options.Validate();
        mask = mask?.ReindexTo(image.Geometry) ?? mask;
        if (mask is not null)
        {
            image.Geometry.EnsureMatches(mask.Geometry);
        }

        return mask;
    }
}
