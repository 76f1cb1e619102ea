using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Forest;

/// <summary>
/// A tree and what its leaves hold: for each event time of the leaf its place among the event times of the forest, the rows at risk, and
/// the events of each cause.
/// </summary>
internal sealed class ForestTree
{
    private readonly Step[] _steps = [];

    /// <summary>The nodes; a walk has what it needs of each side by side.</summary>
    public required TreeNodes Nodes
    {
        get;
        init
        {
            field = value;
            _steps = [.. value.Feature.Select((feature, n) =>
                new Step(value.Threshold[n], feature, value.Left[n], value.Right[n], value.MissingLeft[n]))];
        }
    }

    public required int Causes { get; init; }

    /// <summary>First entry of each leaf, and the number of all.</summary>
    public required int[] Start { get; init; }

    public required int[] Time { get; init; }

    public required int[] AtRisk { get; init; }

    /// <summary>Events, a row an entry, a column a cause.</summary>
    public required int[] Deaths { get; init; }

    /// <summary>The leaf of a row, as <see cref="TreeNodes.LeafOf"/> says.</summary>
    public int LeafOf(ReadOnlySpan<double> x)
    {
        var node = _steps.Length == 0 ? ~0 : 0;
        while (node >= 0)
        {
            ref readonly var step = ref _steps[node];
            var value = x[step.Feature];
            node = value <= step.Threshold || (double.IsNaN(value) && step.MissingLeft) ? step.Left : step.Right;
        }

        return ~node;
    }

    /// <summary>Kaplan-Meier of a cause, others counted as censored.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="cause">Place of the cause.</param>
    /// <param name="times">Number of the forest's event times that have passed.</param>
    public double Survival(int leaf, int cause, int times)
    {
        double survival = 1;
        for (var e = Start[leaf]; e < Start[leaf + 1] && Time[e] < times; e++)
        {
            survival *= 1 - ((double)Deaths[(e * Causes) + cause] / AtRisk[e]);
        }

        return survival;
    }

    /// <summary>Nelson-Aalen of a cause.</summary>
    public double Hazard(int leaf, int cause, int times)
    {
        double hazard = 0;
        for (var e = Start[leaf]; e < Start[leaf + 1] && Time[e] < times; e++)
        {
            hazard += (double)Deaths[(e * Causes) + cause] / AtRisk[e];
        }

        return hazard;
    }

    /// <summary>Aalen-Johansen of a cause.</summary>
    public double Incidence(int leaf, int cause, int times)
    {
        var (free, incidence) = (1.0, 0.0);
        for (var e = Start[leaf]; e < Start[leaf + 1] && Time[e] < times; e++)
        {
            incidence += free * Deaths[(e * Causes) + cause] / AtRisk[e];
            var all = 0;
            for (var q = 0; q < Causes; q++)
            {
                all += Deaths[(e * Causes) + q];
            }

            free *= 1 - ((double)all / AtRisk[e]);
        }

        return incidence;
    }

    private readonly record struct Step(double Threshold, int Feature, int Left, int Right, bool MissingLeft);
}
