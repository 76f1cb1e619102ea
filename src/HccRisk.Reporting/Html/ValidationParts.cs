using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>The parts of a validation in their order; one is there when the record carries what it shows.</summary>
internal static class ValidationParts
{
    /// <summary>What patients and choices there are: of a page that shows nothing but the validation.</summary>
    public static IEnumerable<ReportPart> Setting(ValidationContext context) =>
        [ValidationSettings.Remarks(context), ValidationSettings.Choices(context), ValidationPatients.Build(context)];

    /// <summary>How good the predictions are.</summary>
    public static IEnumerable<ReportPart> Performance(ValidationContext context)
    {
        var result = context.Result;
        yield return ValidationPerformance.Build(context);
        if (result.Models.Any(m => m.Horizons.Any(h => h.Calibration is not null)))
        {
            yield return ValidationCalibration.Build(context);
        }

        if (result.Models.Any(m => m.Horizons.Any(h => h.Decision is not null)))
        {
            yield return ValidationDecision.Build(context);
        }

        if (result.Differences.Any(d => d.Reference is not null) || result.Reclassifications.Count > 0)
        {
            yield return ValidationDifferences.Build(context);
        }

        if (result.Sites.Count > 0)
        {
            yield return ValidationGroups.Sites(context);
        }

        if (result.Subgroups.Count > 0)
        {
            yield return ValidationGroups.Subgroups(context);
        }

        if (result.Models.Any(m => m.Horizons.Any(h => h.Recalibrated.Count > 0)))
        {
            yield return ValidationRecalibration.Build(context);
        }

        if (result.SampleSize.Count > 0)
        {
            yield return ValidationSampleSize.Build(context);
        }
    }
}
