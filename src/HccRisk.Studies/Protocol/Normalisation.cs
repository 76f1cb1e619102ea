namespace HccRisk.Studies.Protocol;

/// <summary>What is done to the features of images and slides before they are standardised and selected; learned on training patients.</summary>
public enum Normalisation
{
    /// <summary>Nothing further.</summary>
    Standardised,

    /// <summary>Values beyond the 1 and 99 per cent quantiles are moved to them.</summary>
    Winsorised,

    /// <summary>Less the median, over the distance of the quartiles.</summary>
    Robust,

    /// <summary>Winsorised, less what follows from the logarithm of the tumour size.</summary>
    SizeResidual,

    /// <summary>Normal scores of ranks.</summary>
    NormalScores,
}
