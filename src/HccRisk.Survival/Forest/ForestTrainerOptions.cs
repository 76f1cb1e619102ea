using System.Globalization;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Forest;

/// <summary>How <see cref="ForestTrainer"/> learns, and which columns it reads and writes.</summary>
public sealed record ForestTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>How the trees are grown. Rows of one <see cref="SurvivalTrainerOptions.GroupColumn"/> are drawn together.</summary>
    public ForestOptions Forest { get; init; } = new();

    /// <summary>Which score. Default <see cref="ForestScore.Incidence"/>.</summary>
    public ForestScore Score { get; init; }

    /// <summary>
    /// Time of an incidence as score, above 0 and not beyond the longest follow-up. Null (the default): the last of the horizons that is
    /// not beyond it; the longest follow-up when all are.
    /// </summary>
    public double? ScoreHorizon { get; init; }

    /// <summary>
    /// Permutations of each feature for its importance out of bag; 0 (the default) for none: <see cref="ForestTrainer.OutOfBag"/> gives
    /// it later too.
    /// </summary>
    public int ImportanceRepeats { get; init; }

    /// <inheritdoc/>
    protected internal override bool LearnsMissing => true;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults().Concat(Forest.Faults()))
        {
            yield return fault;
        }

        if (!Enum.IsDefined(Score))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Score is {(int)Score}, which is no known score.");
        }

        if (ScoreHorizon is { } horizon && (!(horizon > 0) || !double.IsFinite(horizon)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"ScoreHorizon is {horizon}; it must be finite and above 0.");
        }

        if (ScoreHorizon is not null && Score != ForestScore.Incidence)
        {
            yield return $"ScoreHorizon is set, but the score is {Score}, which has no time.";
        }

        if (ImportanceRepeats < 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"ImportanceRepeats is {ImportanceRepeats}; it must be 0 or more.");
        }
    }
}
