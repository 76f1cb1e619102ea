using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Studies.Models;

/// <summary>How far patients are from what a model was developed on, by modality.</summary>
internal sealed class DomainDistances
{
    private readonly IReadOnlyList<(FeatureDomain Domain, double[] Distances)> _domains;

    private DomainDistances(IReadOnlyList<(FeatureDomain, double[])> domains) => _domains = domains;

    /// <param name="data">Patients, as the model reads them.</param>
    /// <param name="domains">What it was developed on.</param>
    public static DomainDistances Of(IDataView data, IReadOnlyList<FeatureDomain> domains) => new(
    [
        .. domains.Where(d => data.Schema.GetColumnOrNull(d.Modality) is not null).Select(d =>
        {
            var column = data.Schema[d.Modality];
            var positions = DomainLearner.Positions(d, SlotNames.Read(column));
            return (d, data.GetColumn<float[]>(column).Select(row => DomainLearner.Distance(d, positions, row)).ToArray());
        }),
    ]);

    /// <summary>Modalities in which a patient is beyond the threshold; one of which nothing is known is none.</summary>
    /// <param name="row">From 0.</param>
    public IReadOnlyList<string> Beyond(int row) => [.. _domains.Where(d => d.Distances[row] > d.Domain.Threshold).Select(d => d.Domain.Modality)];
}
