namespace HccRisk.Radiomics.Texture;

/// <summary>What an aggregation says of directions and slices.</summary>
internal static class AggregationScope
{
    /// <summary>Whether neighbours lie in the same slice (2-D and 2.5-D).</summary>
    internal static bool IsInSlice(this GlcmAggregation aggregation) =>
        aggregation is not (GlcmAggregation.Averaged3D or GlcmAggregation.Merged3D);

    /// <summary>Whether each slice has matrices of its own (2-D).</summary>
    internal static bool IsBySlice(this GlcmAggregation aggregation) =>
        aggregation is GlcmAggregation.Averaged2D or GlcmAggregation.SliceMerged2D;

    /// <summary>Whether all directions share a matrix.</summary>
    internal static bool MergesDirections(this GlcmAggregation aggregation) =>
        aggregation is GlcmAggregation.Merged3D or GlcmAggregation.SliceMerged2D or GlcmAggregation.Merged25D;
}
