using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace HccRisk.Studies.Models;

/// <summary>Learns the domain of a modality from development patients, and measures distances from it.</summary>
internal static class DomainLearner
{
    private const int Parts = 5;
    private const int FewestPatients = 20;
    private const double Explained = 0.9;
    private const int PatientsPerDirection = 10;

    /// <summary>Inputs that are sums of others leave nothing over but rounding.</summary>
    private const double LeastNoise = 1e-3;

    /// <summary>Learns a domain; null where nothing varies or the patients are too few.</summary>
    /// <param name="modality">The modality.</param>
    /// <param name="slots">Its inputs.</param>
    /// <param name="rows">One row a development patient; NaN where a value is missing.</param>
    /// <param name="rate">Share of development patients to be beyond the threshold.</param>
    public static FeatureDomain? Learn(string modality, IReadOnlyList<string> slots, IReadOnlyList<float[]> rows, double rate)
    {
        // A patient with nothing of the modality is no example of it.
        float[][] known = [.. rows.Where(r => r.Any(float.IsFinite))];
        if (known.Length < FewestPatients || Fit(modality, slots, known) is not { } whole)
        {
            return null;
        }

        // By distances of patients that the domain was not learned from: their own pull it towards them.
        var distances = new double[known.Length];
        for (var part = 0; part < Parts; part++)
        {
            int[] left = [.. Enumerable.Range(0, known.Length).Where(i => i % Parts == part)];
            if (Fit(modality, slots, [.. known.Where((_, i) => i % Parts != part)]) is not { } domain)
            {
                return null;
            }

            var at = Positions(domain, slots);
            foreach (var i in left)
            {
                distances[i] = Distance(domain, at, known[i]);
            }
        }

        // The order statistic that one more patient of the same kind is beyond with a probability of at most the rate.
        double[] sorted = [.. distances.Order()];
        var rank = (int)Math.Ceiling((1 - rate) * (sorted.Length + 1));
        var threshold = rank > sorted.Length ? double.PositiveInfinity : sorted[rank - 1];
        return whole with { Threshold = threshold, FalsePositiveRate = (double)distances.Count(d => d > threshold) / distances.Length };
    }

    /// <summary>Where the inputs of a domain stand among slots.</summary>
    public static int[] Positions(FeatureDomain domain, IReadOnlyList<string> slots)
    {
        var places = slots.Index().ToDictionary(s => s.Item, s => s.Index, StringComparer.Ordinal);
        return [.. domain.Slots.Select(s => places[s])];
    }

    /// <summary>Squared distance of a patient from a domain; NaN for one with nothing of the modality.</summary>
    public static double Distance(FeatureDomain domain, int[] positions, ReadOnlySpan<float> row)
    {
        var z = new double[positions.Length];
        var any = false;
        for (var j = 0; j < z.Length; j++)
        {
            var value = row[positions[j]];
            any |= float.IsFinite(value);
            z[j] = float.IsFinite(value) ? (value - domain.Means[j]) / domain.Deviations[j] : 0;
        }

        if (!any)
        {
            return double.NaN;
        }

        var (inside, rest) = (0.0, 0.0);
        foreach (var value in z)
        {
            rest += value * value;
        }

        for (var k = 0; k < domain.Directions.Count; k++)
        {
            var (score, weights) = (0.0, domain.Directions[k]);
            for (var j = 0; j < z.Length; j++)
            {
                score += weights[j] * z[j];
            }

            inside += score * score / domain.Variances[k];
            rest -= score * score;
        }

        return inside + (Math.Max(0, rest) / domain.Noise);
    }

    private static FeatureDomain? Fit(string modality, IReadOnlyList<string> slots, float[][] rows)
    {
        var (kept, means, deviations) = (new List<int>(), new List<double>(), new List<double>());
        for (var j = 0; j < slots.Count; j++)
        {
            double[] values = [.. rows.Select(r => (double)r[j]).Where(double.IsFinite)];
            var mean = values.Length == 0 ? 0 : values.Average();
            var deviation = values.Length < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
            if (deviation > 1e-12 * Math.Max(1, Math.Abs(mean)))
            {
                kept.Add(j);
                means.Add(mean);
                deviations.Add(deviation);
            }
        }

        if (kept.Count == 0)
        {
            return null;
        }

        double[][] z = [.. kept.Select((slot, j) => Array.ConvertAll(rows, r => float.IsFinite(r[slot]) ? (r[slot] - means[j]) / deviations[j] : 0))];
        var together = Matrix<double>.Build.DenseOfColumnMajor(kept.Count, kept.Count, z.SelectMany(a => z.Select(b => TensorPrimitives.Dot<double>(a, b) / (rows.Length - 1))));
        var spectrum = together.Evd(Symmetricity.Symmetric);
        double[] spread = [.. spectrum.EigenValues.Select(v => Math.Max(0, v.Real))];
        var (count, sum, total) = (0, 0.0, spread.Sum());
        while (count < Math.Min(kept.Count - 1, rows.Length / PatientsPerDirection) && sum < Explained * total)
        {
            sum += spread[kept.Count - 1 - count];
            count++;
        }

        int[] largest = [.. Enumerable.Range(0, count).Select(k => kept.Count - 1 - k)];
        return new FeatureDomain
        {
            Modality = modality,
            Slots = [.. kept.Select(j => slots[j])],
            Means = means,
            Deviations = deviations,
            Directions = [.. largest.Select(k => (IReadOnlyList<double>)[.. spectrum.EigenVectors.Column(k)])],
            Variances = [.. largest.Select(k => spread[k])],
            Noise = Math.Max(LeastNoise, (total - sum) / (kept.Count - count)),
            Threshold = double.PositiveInfinity,
            FalsePositiveRate = 0,
        };
    }
}
