using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;

namespace HccRisk.Survival.Tuning;

/// <summary>What a candidate makes the pipeline of one fit from.</summary>
public sealed class TrialSetting
{
    internal TrialSetting(MLContext context, TrialValues values, int seed, CrossValidationOptions validation, CancellationToken cancellationToken) =>
        (Context, Values, Seed, Validation, CancellationToken) = (context, values, seed, validation, cancellationToken);

    /// <summary>A context of this fit's own, seeded by <see cref="Seed"/>.</summary>
    public MLContext Context { get; }

    /// <summary>The values of the trial.</summary>
    public TrialValues Values { get; }

    /// <summary>Seed of the trial: the same for all its folds, on any number of threads.</summary>
    public int Seed { get; }

    /// <summary>Columns, cause and horizons of the search.</summary>
    public CrossValidationOptions Validation { get; }

    /// <summary>Stops the fit when the search is cancelled or its time is up.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Options of a survival trainer with the columns, the cause, the horizons and the token of the search.</summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="options">The options, with what belongs to the method.</param>
    public T Apply<T>(T options)
        where T : SurvivalTrainerOptions
    {
        ArgumentNullException.ThrowIfNull(options);
        return (T)((SurvivalTrainerOptions)options with
        {
            TimeColumn = Validation.TimeColumn,
            EventColumn = Validation.EventColumn,
            AllowUncensored = Validation.AllowUncensored,
            GroupColumn = Validation.GroupColumn,
            Cause = Validation.Cause,
            Horizons = Validation.Horizons,
            ScoreColumn = Validation.ScoreColumn,
            CancellationToken = CancellationToken,
        });
    }
}
