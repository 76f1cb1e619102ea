namespace HccRisk.Radiomics.Preprocessing;

/// <summary>The bias field as a step before all others.</summary>
internal static class BiasFieldStage
{
    /// <summary>The field of one series.</summary>
    /// <exception cref="InvalidIntensityException">The series has no field to be seen: too few positive voxels.</exception>
    internal static BiasFieldResult Correct(RadiomicsSeries series, RadiomicsOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return BiasFieldCorrection.Correct(series.Image, null, options.BiasField, null, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw new InvalidIntensityException(series.Name, e.Message);
        }
    }
}
