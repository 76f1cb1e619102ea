namespace HccRisk.Benchmarks.Learners;

/// <summary>What one fit is worth.</summary>
/// <param name="Share">Of what the true risk reaches above .5 in Harrell's C, the part the score reaches.</param>
/// <param name="Concordance">Harrell's C of the score.</param>
/// <param name="RiskError">Root mean squared difference of predicted and true risk at the horizon.</param>
/// <param name="Seconds">Processor time of the fit.</param>
internal sealed record LearnerFigure(double Share, double Concordance, double RiskError, double Seconds)
{
    internal static LearnerFigure None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN);
}
