using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;

namespace HccRisk.Survival.Tuning;

/// <summary>A way of learning with what may be varied of it.</summary>
public sealed class TuningCandidate
{
    /// <summary>A candidate.</summary>
    /// <param name="name">Its name, one line, for tables and records.</param>
    /// <param name="space">What is varied; an empty space for nothing, which makes one trial.</param>
    /// <param name="build">
    /// Makes the unfitted pipeline of a trial. It is called for each fit, and on several threads: make the pipeline of <see cref="TrialSetting.Context"/>, which belongs to
    /// that fit, so that its random numbers do not depend on what else is fitted at the time.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty or has several lines.</exception>
    public TuningCandidate(string name, SearchSpace space, Func<TrialSetting, IEstimator<ITransformer>> build)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(build);
        (Name, Space, Build) = (name.AsSpan().ContainsAny('\r', '\n') ? throw new ArgumentException("The name of a candidate is one line.", nameof(name)) : name, space, build);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What is varied.</summary>
    public SearchSpace Space { get; }

    /// <summary>Makes the unfitted pipeline of a trial.</summary>
    public Func<TrialSetting, IEstimator<ITransformer>> Build { get; }

    /// <summary>
    /// How complex the model of some values is, lower = simpler (minus the penalty, the number of trees): of trials within one standard error of the best the simplest
    /// is chosen. Null (the default) says nothing of it, and the best is chosen.
    /// </summary>
    public Func<TrialValues, double>? Complexity { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
