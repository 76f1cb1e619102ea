namespace HccRisk.Radiomics.Maps;

/// <summary>The kernel that maps of features are measured in, and which features.</summary>
public sealed record FeatureMapOptions
{
    /// <summary>
    /// Voxels from the centre of the kernel to its side, 1 to 3: a cube of 3, 5 or 7 voxels; a square in its slice where texture is taken in slices
    /// (<see cref="GlcmAggregation"/>, <c>force2D</c>). Default 1.
    /// </summary>
    public int KernelRadius { get; init; } = 1;

    /// <summary>
    /// Whether the kernel holds voxels of the lesion alone, after re-segmentation, and grey levels are those of the lesion. Otherwise it holds every voxel
    /// of the image, without re-segmentation, and grey levels are those of the lesion's box and the kernel's reach around it. Default true.
    /// </summary>
    public bool MaskedKernel { get; init; } = true;

    /// <summary>Value of voxels that are no centre of a kernel. Default NaN.</summary>
    public double Outside { get; init; } = double.NaN;

    /// <summary>
    /// Names of the features, as <see cref="FeatureMapper.Columns"/> has them; <c>*</c> at the end stands for any rest. Default none: all there are.
    /// </summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Checks every option but the names.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Validate()
    {
        if (KernelRadius is < 1 or > 3)
        {
            throw new ArgumentException(FormattableString.Invariant($"KernelRadius is {KernelRadius}: 1 to 3, a kernel of 3 to 7 voxels."));
        }
    }
}
