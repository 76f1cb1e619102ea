using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Explanation;

/// <summary>Asks a function for several outputs of a row, survival and incidence at all their times in one call each.</summary>
internal sealed class OutputReader
{
    private readonly SurvivalFunction _function;
    private readonly List<(SurvivalOutput Kind, int[] Places, double[] Times)> _parts;

    public OutputReader(SurvivalFunction function, IReadOnlyList<ExplainedOutput> outputs)
    {
        _function = function;
        _parts = [.. outputs.Index().GroupBy(o => o.Item.Kind)
            .Select(g => (g.Key, g.Select(o => o.Index).ToArray(), g.Select(o => o.Item.Time ?? double.NaN).ToArray()))];
    }

    /// <summary>Writes one value an output.</summary>
    public void Read(ReadOnlySpan<double> x, string stratum, Span<double> values)
    {
        Span<double> found = values.Length <= 64 ? stackalloc double[values.Length] : new double[values.Length];
        foreach (var (kind, places, times) in _parts)
        {
            var part = found[..times.Length];
            switch (kind)
            {
                case SurvivalOutput.Score:
                    part[0] = _function.Score(x);
                    break;
                case SurvivalOutput.Survival:
                    _function.Survival(x, stratum, times, part);
                    break;
                default:
                    _function.CumulativeIncidence(x, stratum, times, part);
                    break;
            }

            for (var k = 0; k < places.Length; k++)
            {
                values[places[k]] = part[k];
            }
        }
    }
}
