using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Running;

/// <summary>A model to be made, and whom it cannot use.</summary>
/// <param name="Specification">The model; its modalities may be more than the cohort has.</param>
/// <param name="Options">How it is made: its own options with the study's behind them.</param>
/// <param name="Exclusions">Patients it cannot use, each with the reason.</param>
internal sealed record ModelPlan(ModelSpecification Specification, ModelingOptions Options, IReadOnlyList<Exclusion> Exclusions)
{
    public static ModelPlan Of(ModelSpecification specification, ModelingOptions options, FeatureTables features)
    {
        string[] read = [.. specification.Modalities.Where(m => !ModelingOptions.IsImage(m) || features.Tables.Any(t => t.Modality == m))];
        return new ModelPlan(specification, options, features.Unusable(read, options.MissingModality ?? MissingModality.Complete));
    }

    /// <summary>The patients of the study that no model uses, with the reason of the first.</summary>
    public static IEnumerable<Exclusion> UsedByNone(IReadOnlyList<ModelPlan> plans) =>
        plans[0].Exclusions.Where(e => plans.All(p => p.Exclusions.Any(o => o.PatientId == e.PatientId)));

    /// <summary>The flow from the patients of the study to those of the model.</summary>
    /// <param name="study">The patients of the study.</param>
    public (IReadOnlyList<FlowStep> Steps, IReadOnlyList<Exclusion> Exclusions) FlowFrom(Cohort study)
    {
        Exclusion[] left = [.. Exclusions.Where(e => study.Find(e.PatientId) is not null).Select(RunRecord.Hidden)];
        var steps = new List<FlowStep> { new("Patients of the study", study.Count, study.Count, []) };
        foreach (var stage in left.GroupBy(e => e.Stage, StringComparer.Ordinal))
        {
            var before = steps[^1].Remaining;
            var name = stage.Key == Exclusion.Files ? "Files that can be used" : $"Features computed: {stage.Key}";
            steps.Add(new FlowStep(name, before, before - stage.Count(), [.. stage]));
        }

        return (steps, left);
    }
}
