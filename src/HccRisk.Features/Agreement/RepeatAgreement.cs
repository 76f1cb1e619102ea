namespace HccRisk.Features.Agreement;

/// <summary>
/// How well repeats of one measurement agree. Correlations and concordance are NaN where all values are the same, or fewer than two subjects have every repeat; what is within subjects
/// needs one.
/// </summary>
public sealed record RepeatAgreement
{
    /// <summary>Subjects that have every repeat, which alone are used.</summary>
    public required int Subjects { get; init; }

    /// <summary>Repeats of each, 2 or more.</summary>
    public required int Repeats { get; init; }

    /// <summary>ICC(1,1), at most 1.</summary>
    public required BoundedEstimate OneWay { get; init; }

    /// <summary>ICC(2,1), at most 1.</summary>
    public required BoundedEstimate Agreement { get; init; }

    /// <summary>ICC(3,1), at most 1.</summary>
    public required BoundedEstimate Consistency { get; init; }

    /// <summary>
    /// Concordance of two repeats (Lin 1989, moments over n), -1 to 1, with limits by Fisher's z and the error of Lin 2000; NaN for more repeats.
    /// </summary>
    public required BoundedEstimate Concordance { get; init; }

    /// <summary>Standard deviation within subjects, in the unit of the measurement.</summary>
    public required double WithinDeviation { get; init; }

    /// <summary>It over the absolute mean of all values; infinite where that is 0.</summary>
    public required double WithinVariation { get; init; }

    /// <summary>Two repeats of a subject differ by less in 95 of 100 pairs: 1.96 sqrt(2) deviations within subjects.</summary>
    public required double RepeatabilityCoefficient { get; init; }

    /// <summary>The intraclass correlation of a form.</summary>
    /// <param name="form">The form.</param>
    public BoundedEstimate Icc(IccForm form) => form switch
    {
        IccForm.OneWay => OneWay,
        IccForm.Agreement => Agreement,
        _ => Consistency,
    };

    /// <summary>Measures agreement.</summary>
    /// <param name="values">Values of each subject one after the other, in the same order of repeats; NaN where missing.</param>
    /// <param name="repeats">Repeats of each subject, 2 or more.</param>
    /// <param name="level">Confidence level of the limits.</param>
    /// <exception cref="ArgumentException">The values are not a whole number of subjects.</exception>
    public static RepeatAgreement Of(ReadOnlySpan<double> values, int repeats, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 2);
        if (values.Length % repeats != 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"{values.Length} values are no whole number of subjects with {repeats} repeats."), nameof(values));
        }

        if (!(level > 0) || level >= 1)
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "The level must lie between 0 and 1.");
        }

        var whole = new List<double>(values.Length);
        for (var at = 0; at < values.Length; at += repeats)
        {
            var subject = values.Slice(at, repeats);
            if (!subject.ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            {
                whole.AddRange(subject);
            }
        }

        return new AgreementMoments([.. whole], repeats).Measure(level);
    }
}
