namespace HccRisk.Radiomics.Quality;

/// <summary>Something odd about the mask of a lesion, which does not prevent measuring it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Message">With the numbers.</param>
public sealed record MaskFinding(MaskFindingKind Kind, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
