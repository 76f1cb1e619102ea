using Microsoft.ML;

namespace HccRisk.Survival.Catalog;

/// <summary>Data split by site.</summary>
/// <param name="Development">Rows to develop models on.</param>
/// <param name="External">Rows kept aside for one evaluation.</param>
public sealed record SiteSplit(IDataView Development, IDataView External)
{
    /// <inheritdoc/>
    public override string ToString() => "development and external rows, as two data views";
}
