using HccRisk.Mil.Catalog;
using HccRisk.Pathomics.Catalog;
using HccRisk.Survival.CrossValidation;

namespace HccRisk.Mil.Comparison;

/// <summary>How models of slides are put beside each other.</summary>
public sealed record SlideModelOptions
{
    /// <summary>Attention over tiles; its columns, store and cause are those of all models.</summary>
    public AttentionMilTrainerOptions Mil { get; init; } = new();

    /// <summary>Prototypes; columns and store are taken from <see cref="Mil"/>.</summary>
    public PrototypeOptions Prototypes { get; init; } = new();

    /// <summary>Folds, repeats and horizons; time, event, cause and patient are taken from <see cref="Mil"/>.</summary>
    public CrossValidationOptions CrossValidation { get; init; } = new();

    /// <summary>Level of the intervals of the differences, between 0 and 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Validate()
    {
        Mil.Validate();
        Prototypes.Validate();
        CrossValidation.Validate();
        if (!(Level is > 0 and < 1))
        {
            throw new ArgumentException(FormattableString.Invariant($"{nameof(SlideModelOptions)}: Level is {Level}; it must be between 0 and 1."));
        }
    }
}
