namespace HccRisk.Radiomics.Preprocessing;

/// <summary>Settings of <see cref="BiasFieldCorrection"/>.</summary>
public sealed record BiasFieldOptions
{
    /// <summary>Resolutions of the spline, each with twice the cells of the one before, 1 to 6. Default 4.</summary>
    public int Levels { get; init; } = 4;

    /// <summary>Cells of the spline along each axis at the first level, 1 to 16. Default 1.</summary>
    public int Cells { get; init; } = 1;

    /// <summary>Most iterations of a level, 1 to 1000. Default 50.</summary>
    public int IterationsPerLevel { get; init; } = 50;

    /// <summary>
    /// A level ends when the coefficient of variation of the field's change is below this, above 0. Default 0.001. On real images a
    /// level may near it slowly and end at <see cref="IterationsPerLevel"/> a little above it: <see cref="BiasFieldResult.HasConverged"/> is then false and
    /// the next level goes on from there; 200 iterations are enough as a rule.
    /// </summary>
    public double ConvergenceThreshold { get; init; } = 0.001;

    /// <summary>Width of the Gaussian the field is taken to blur the histogram of log intensities with, at half its height, above 0. Default 0.15.</summary>
    public double FullWidthHalfMaximum { get; init; } = 0.15;

    /// <summary>Noise of the Wiener filter that undoes the blur, above 0. Default 0.01.</summary>
    public double WienerNoise { get; init; } = 0.01;

    /// <summary>Bins of the histogram of log intensities, 16 to 4096. Default 200.</summary>
    public int HistogramBins { get; init; } = 200;

    /// <summary>The field is estimated on every so-manieth voxel along each axis, as far as an axis keeps 16; 1 to 16. Default 4.</summary>
    public int ShrinkFactor { get; init; } = 4;

    /// <summary>
    /// Estimates the field from the body alone: the voxels above Otsu's threshold (1979; the cut of the image's histogram of 256 bins with the
    /// greatest variance between its parts), so that air does not take part. An explicit mask comes before it. Default false: every positive voxel.
    /// </summary>
    public bool Foreground { get; init; }

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">One or more are out of range; the message names them all.</exception>
    public void Validate()
    {
        var faults = Faults().ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The bias field options are not valid: {string.Join("; ", faults)}.");
        }
    }

    internal string ToCanonicalString() => FormattableString.Invariant(
        $"{Levels},{Cells},{IterationsPerLevel},{ConvergenceThreshold:R},{FullWidthHalfMaximum:R},{WienerNoise:R},{HistogramBins},{ShrinkFactor}{(Foreground ? ",foreground" : string.Empty)}");

    internal IEnumerable<string> Faults()
    {
        (bool Holds, FormattableString Fault)[] rules =
        [
            (Levels is >= 1 and <= 6, $"BiasField.Levels is {Levels}: 1 to 6"),
            (Cells is >= 1 and <= 16, $"BiasField.Cells is {Cells}: 1 to 16"),
            (IterationsPerLevel is >= 1 and <= 1000, $"BiasField.IterationsPerLevel is {IterationsPerLevel}: 1 to 1000"),
            (ConvergenceThreshold is > 0 and < double.PositiveInfinity, $"BiasField.ConvergenceThreshold is {ConvergenceThreshold}: above 0"),
            (FullWidthHalfMaximum is > 0 and < double.PositiveInfinity, $"BiasField.FullWidthHalfMaximum is {FullWidthHalfMaximum}: above 0"),
            (WienerNoise is > 0 and < double.PositiveInfinity, $"BiasField.WienerNoise is {WienerNoise}: above 0"),
            (HistogramBins is >= 16 and <= 4096, $"BiasField.HistogramBins is {HistogramBins}: 16 to 4096"),
            (ShrinkFactor is >= 1 and <= 16, $"BiasField.ShrinkFactor is {ShrinkFactor}: 1 to 16"),
        ];
        return rules.Where(r => !r.Holds).Select(r => FormattableString.Invariant(r.Fault));
    }
}
