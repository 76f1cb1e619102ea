namespace HccRisk.Radiomics;

/// <summary>The tissue of <see cref="IntensityNormalisation.ZScoreReference"/>, <c>ReferenceMean</c>, <c>RobustReference</c> and <c>Stripe</c>.</summary>
public enum NormalisationTissue
{
    /// <summary>The reference mask: plain liver, spleen, muscle, whatever was outlined.</summary>
    ReferenceMask = 0,

    /// <summary>The organ mask without the lesion and <see cref="NormalisationOptions.LiverMargin"/> around it.</summary>
    Liver = 1,
}
