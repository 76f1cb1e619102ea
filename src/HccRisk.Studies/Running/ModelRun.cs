using HccRisk.Studies.Models;
using HccRisk.Studies.Results;

namespace HccRisk.Studies.Running;

/// <summary>A model of the study, fitted and judged.</summary>
/// <param name="Result">What is reported of it.</param>
/// <param name="Model">The model to be saved.</param>
/// <param name="Judged">What it says of each cohort, the development patients first.</param>
/// <param name="Notes">What a reader must know.</param>
internal sealed record ModelRun(ModelResult Result, RiskModel Model, IReadOnlyList<Judged> Judged, IReadOnlyList<string> Notes);
