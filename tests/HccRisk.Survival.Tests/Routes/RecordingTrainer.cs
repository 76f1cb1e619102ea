using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Routes;

/// <summary>Keeps what a trainer was given, and gives it to a true one.</summary>
internal sealed class RecordingTrainer(IEstimator<ITransformer> inner, Action<IDataView> record) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input)
    {
        record(input);
        return inner.Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inner.GetOutputSchema(inputSchema);

    /// <summary>A logistic regression without penalty: what it must find is known in closed form.</summary>
    public static IEstimator<ITransformer> Logistic(MLContext ml) => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(
        exampleWeightColumnName: "Weight", l1Regularization: 0, l2Regularization: 0, optimizationTolerance: 1e-9f);
}
