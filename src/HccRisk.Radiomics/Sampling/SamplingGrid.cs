using HccRisk.Imaging;

namespace HccRisk.Radiomics.Sampling;

/// <summary>The working grid: where the samples along each axis lie in the source.</summary>
/// <param name="Source">The grid as read.</param>
/// <param name="X">Samples along x.</param>
/// <param name="Y">Samples along y.</param>
/// <param name="Z">Samples along z.</param>
internal sealed record SamplingGrid(VolumeGeometry Source, AxisSampling X, AxisSampling Y, AxisSampling Z)
{
    internal bool IsResampled => X.Step != 1 || Y.Step != 1 || Z.Step != 1;

    /// <summary>Millimetres between samples.</summary>
    internal Vector3D Spacing { get; } = new(X.Spacing, Y.Spacing, Z.Spacing);

    /// <summary>Every sample.</summary>
    internal GridBox Whole => new(0, 0, 0, X.Count, Y.Count, Z.Count);

    internal static SamplingGrid Create(VolumeGeometry source, RadiomicsOptions options)
    {
        var target = options.ResampleSpacing ?? default;
        return new SamplingGrid(
            source,
            AxisSampling.Create(source.Width, source.Spacing.X, target.X, options.Grid),
            AxisSampling.Create(source.Height, source.Spacing.Y, target.Y, options.Grid),
            AxisSampling.Create(source.Depth, source.Spacing.Z, target.Z, options.Grid));
    }
}
