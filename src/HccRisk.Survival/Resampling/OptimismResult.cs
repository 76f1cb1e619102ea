using HccRisk.Core.Printing;

namespace HccRisk.Survival.Resampling;

/// <summary>How well a model will do on new patients, from the patients it was developed on.</summary>
public sealed record OptimismResult
{
    /// <summary>The measure of the model on the patients it was developed on.</summary>
    public required double Apparent { get; init; }

    /// <summary>Mean of (measure on the bootstrap sample - measure on all patients) of the models developed on bootstrap samples; null when <see cref="NotEstimable"/> says why.</summary>
    public double? Optimism { get; init; }

    /// <summary>Apparent minus optimism (Harrell et al., Stat Med 1996); null when not estimable.</summary>
    public double? Corrected => Apparent - Optimism;

    /// <summary>Mean measure on the patients left out of each sample; null when not estimable.</summary>
    public double? OutOfBag { get; init; }

    /// <summary>0.368 apparent + 0.632 out of bag; null when not estimable.</summary>
    public double? Point632 => 0.368 * Apparent + 0.632 * OutOfBag;

    /// <summary>
    /// The same with the weight of the out-of-bag measure rising with overfitting (Efron and Tibshirani, JASA 1997); null when not estimable.
    /// </summary>
    public double? Point632Plus { get; init; }

    /// <summary>Relative overfitting, 0 (none) to 1 (as bad as no information); null when not estimable.</summary>
    public double? RelativeOverfitting { get; init; }

    /// <summary>Bootstrap samples drawn.</summary>
    public required int Replicates { get; init; }

    /// <summary>Samples on which a measure was not estimable; they take no part.</summary>
    public required int Failed { get; init; }

    /// <summary>Why there is no correction, in words; null when there is one.</summary>
    public string? NotEstimable { get; init; }

    /// <inheritdoc/>
    public override string ToString() => NotEstimable is { } reason ? $"apparent {Printed.Share(Apparent)}, optimism not estimable ({reason})" : FormattableString.Invariant($"apparent {Printed.Share(Apparent)}, optimism {Printed.Share(Optimism)}, corrected {Printed.Share(Corrected)}, {Replicates} samples{(Failed > 0 ? $", {Failed} failed" : string.Empty)}");
}
