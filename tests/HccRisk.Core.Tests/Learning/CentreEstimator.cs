using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HccRisk.Core.Tests.Learning;

/// <summary>Subtracts each group's mean: the smallest estimator that uses every part of the base.</summary>
internal sealed class CentreEstimator(TransformsCatalog catalog, LearnedColumns columns, IChannelProvider? log = null)
    : LearnedEstimator<CentreFunction>(catalog, columns, log)
{
    protected override IReadOnlyList<LearnedOutput> OutputShape => [new("Centred", ["?"]), new("Sum")];

    protected override CentreFunction Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log)
    {
        var rows = input.GetColumn<float[]>(Columns.Input).ToList();
        var groups = Columns.Group is null ? Enumerable.Repeat(string.Empty, rows.Count).ToList() : input.GetColumn<string>(Columns.Group).ToList();
        log($"centring {rows.Count} rows");
        var means = rows.Zip(groups).GroupBy(p => p.Second, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => Enumerable.Range(0, slots.Count).Select(j => g.Average(p => (double)p.First[j])).ToArray(),
            StringComparer.Ordinal);
        return new CentreFunction { InputSlots = slots, Means = means };
    }
}

[LearnedName("test-centre/1")]
internal sealed class CentreFunction : LearnedFunction
{
    public required IReadOnlyDictionary<string, double[]> Means { get; init; }

    public override IReadOnlyList<LearnedOutput> Outputs => [new("Centred", InputSlots), new("Sum")];

    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        var means = Means.TryGetValue(group.ToString(), out var known) ? known : new double[input.Length];
        var sum = 0.0;
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = (float)(input[i] - means[i]);
            sum += output[i];
        }

        output[input.Length] = (float)sum;
    }
}
