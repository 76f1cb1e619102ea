using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Validation;

/// <summary>Everything that an external validation found; it holds no row of any patient.</summary>
[TypeFormatterSource(typeof(NotebookText))]
public sealed record ValidationResult
{
    /// <summary>Unit of the times: "days", "months", "years" or another word; empty when it is not known.</summary>
    public required string Unit { get; init; }

    /// <summary>Event code of the cause of interest; 0 where any event is.</summary>
    public required int Cause { get; init; }

    /// <summary>Level of the confidence intervals, between 0 and 1.</summary>
    public required double Level { get; init; }

    /// <summary>Every choice that was made, whether given, found in the data or a default, with what it means.</summary>
    public required IReadOnlyList<ValidationSetting> Settings { get; init; }

    /// <summary>What a reader must know of the data and the predictions, the gravest first.</summary>
    public required IReadOnlyList<ValidationRemark> Remarks { get; init; }

    /// <summary>Patients from the table to the analysis.</summary>
    public required IReadOnlyList<ValidationFlow> Flow { get; init; }

    /// <summary>Patients, events and follow-up of those analysed.</summary>
    public required ValidationFollowUp FollowUp { get; init; }

    /// <summary>Table of the patients; empty without baseline columns.</summary>
    public IReadOnlyList<BaselineRow> Baseline { get; init; } = [];

    /// <summary>What is known at each horizon, ascending.</summary>
    public required IReadOnlyList<HorizonFollowUp> Horizons { get; init; }

    /// <summary>The horizon of the tables that have one only.</summary>
    public required double MainHorizon { get; init; }

    /// <summary>The models in the order given.</summary>
    public required IReadOnlyList<ModelValidation> Models { get; init; }

    /// <summary>Differences between models on the same patients, and of each from the prediction without covariates.</summary>
    public required IReadOnlyList<ModelDifference> Differences { get; init; }

    /// <summary>Reclassification of patients between two models with risks.</summary>
    public required IReadOnlyList<ModelReclassification> Reclassifications { get; init; }

    /// <summary>Performance by site; empty without sites.</summary>
    public IReadOnlyList<GroupValidation> Sites { get; init; } = [];

    /// <summary>How much performance differs between sites; empty with fewer than two.</summary>
    public IReadOnlyList<SiteHeterogeneity> Heterogeneity { get; init; } = [];

    /// <summary>Performance by subgroup.</summary>
    public IReadOnlyList<SubgroupValidation> Subgroups { get; init; } = [];

    /// <summary>Whether there are enough patients, criterion by criterion.</summary>
    public required IReadOnlyList<SampleSizeCriterion> SampleSize { get; init; }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            FormattableString.Invariant($"{FollowUp.Patients} patients, {FollowUp.Events} events, median follow-up {FollowUp.Median}"),
            .. Models.Select(m => m.ToString()),
            .. Differences.Select(d => $"{d.Measure}{(d.Time is { } time ? $" at {Printed.Number(time)}" : string.Empty)}, {d.Model} against {d.Reference ?? "no covariates"}: {d.Comparison}"),
            .. Remarks.Select(r => r.Text),
        ]);
}
