using HccRisk.Studies.Data;
using HccRisk.Studies.Description;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.CrossValidation;
using Microsoft.ML;

namespace HccRisk.Studies.Running;

/// <summary>A model cross-validated and fitted on development patients.</summary>
/// <param name="Inputs">What it reads of the clinical file.</param>
/// <param name="Data">All patients.</param>
/// <param name="Modalities">Modalities it has.</param>
/// <param name="Development">Development patients.</param>
/// <param name="Validated">The cross-validation; of several candidates, the outer one.</param>
/// <param name="Estimator">The pipeline before the fit, of the learner chosen.</param>
/// <param name="Pipeline">The pipeline fitted.</param>
/// <param name="Judged">What the cross-validation says of development patients.</param>
/// <param name="Options">How it was made, with the learner chosen.</param>
/// <param name="Effective">The same with the defaults of the learner in place of what they leave open.</param>
/// <param name="IsLate">Whether it joins models of each modality.</param>
/// <param name="Selection">How the learner was chosen; null where there was one only.</param>
/// <param name="Choices">What the fits of the cross-validation chose; null where the learner was chosen in every fold.</param>
internal sealed record FittedModel(
    ModelInputs Inputs,
    IDataView Data,
    IReadOnlyList<string> Modalities,
    IDataView Development,
    CrossValidationResult Validated,
    IEstimator<ITransformer> Estimator,
    ITransformer Pipeline,
    Judged Judged,
    ModelingOptions Options,
    ModelingOptions Effective,
    bool IsLate,
    LearnerSelection? Selection,
    FeatureChoices? Choices);
