using MathNet.Numerics.Distributions;

namespace HccRisk.Studies.Planning;

/// <summary>Two AUCs on the same patients and the paired test of DeLong and others (Biometrics 1988), by mid-ranks.</summary>
internal readonly record struct PairedAuc(double First, double Second, double Variance)
{
    /// <summary>Two-sided p-value of equal AUCs; NaN when nothing can be said.</summary>
    public double P => Variance > 0 ? 2 * Normal.CDF(0, 1, -Math.Abs(Second - First) / Math.Sqrt(Variance)) : double.NaN;

    /// <summary>Compares two scores; <paramref name="labels"/> 1 are cases, 0 controls, and others are left out.</summary>
    public static PairedAuc Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<sbyte> labels)
    {
        var (cases, controls) = (new List<int>(), new List<int>());
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] >= 0)
            {
                (labels[i] == 1 ? cases : controls).Add(i);
            }
        }

        if (cases.Count < 2 || controls.Count < 2)
        {
            return new PairedAuc(double.NaN, double.NaN, double.NaN);
        }

        var (a, b) = (Placements(first, cases, controls), Placements(second, cases, controls));
        return new PairedAuc(
            a.Cases.Average(), b.Cases.Average(),
            (Spread(a.Cases, b.Cases) / cases.Count) + (Spread(a.Controls, b.Controls) / controls.Count));
    }

    // Of each case the share of controls below it, of each control the share of cases above; ties count a half.
    private static (double[] Cases, double[] Controls) Placements(ReadOnlySpan<double> scores, List<int> cases, List<int> controls)
    {
        var (high, low) = (new double[cases.Count], new double[controls.Count]);
        for (var i = 0; i < high.Length; i++)
        {
            high[i] = scores[cases[i]];
        }

        for (var i = 0; i < low.Length; i++)
        {
            low[i] = scores[controls[i]];
        }

        var (sortedHigh, sortedLow) = ((double[])high.Clone(), (double[])low.Clone());
        Array.Sort(sortedHigh);
        Array.Sort(sortedLow);
        return (Array.ConvertAll(high, v => Below(sortedLow, v)), Array.ConvertAll(low, v => 1 - Below(sortedHigh, v)));
    }

    private static double Below(double[] sorted, double value)
    {
        var (under, upTo) = (Lower(sorted, value, false), Lower(sorted, value, true));
        return (under + upTo) / (2.0 * sorted.Length);
    }

    private static int Lower(double[] sorted, double value, bool including)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value || (including && sorted[middle] == value) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static double Spread(double[] first, double[] second)
    {
        var mean = second.Average() - first.Average();
        double sum = 0;
        for (var i = 0; i < first.Length; i++)
        {
            var off = second[i] - first[i] - mean;
            sum += off * off;
        }

        return sum / (first.Length - 1);
    }
}
