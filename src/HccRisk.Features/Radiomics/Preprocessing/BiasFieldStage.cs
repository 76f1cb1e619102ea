namespace HccRisk.Features.Radiomics.Preprocessing;

/// <summary>The bias field as a step before all others.</summary>
internal static class BiasFieldStage
{
    /// <summary>The patient with every series corrected; an optional one that cannot be is left out, with the reason.</summary>
    internal static RadiomicsCase Apply(RadiomicsCase patient, RadiomicsOptions options, CancellationToken cancellationToken) =>
        options.BiasField is null
            ? patient
            : patient with
            {
                Series = [.. patient.Series.Select(s => s with { Image = Correct(s, options, cancellationToken).Corrected })],
                Optional = [.. patient.Optional.Select(s => Correct(s, options, cancellationToken))],
            };

    /// <summary>The field of one series.</summary>
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

    private static OptionalSeries Correct(OptionalSeries series, RadiomicsOptions options, CancellationToken cancellationToken)
    {
        if (series.Image is not { } image)
        {
            return series;
        }

        try
        {
            return series with { Image = Correct(new RadiomicsSeries(series.Name, image), options, cancellationToken).Corrected };
        }
        catch (InvalidIntensityException e)
        {
            return series with { Image = null, Reason = e.Message };
        }
    }
}
