using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Imputation;

/// <summary>Learns the equations of <see cref="ChainedImputation"/> on the training rows, completing them on the way.</summary>
internal sealed class ChainedImputer(TransformsCatalog catalog, ChainedImputationOptions options)
    : VectorEstimator<ChainedImputation, ChainedImputationOptions>(catalog, options, options?.MissingColumn is { } missing ? [missing] : [])
{
    protected override ChainedImputation Learn(TrainingMatrix data, Action<string> log)
    {
        var sorted = EachSlot(data, data.SortedOrThrow);
        var starts = Array.ConvertAll(sorted, s => TrainingMatrix.Moments(s).Mean);
        int[] order = [.. Enumerable.Range(0, data.Columns).OrderBy(data.Missing)];
        var predictors = EachSlot(data, j => Predictors(data, j, Math.Min(Options.MaxPredictors, sorted[j].Length / 5)));
        var random = new ImputationRandom(ImputationRandom.Key((ulong)Options.Seed, (ulong)Options.Draw));
        var completed = new double[data.Rows * data.Columns];
        for (var at = 0; at < completed.Length; at++)
        {
            var value = data[at % data.Columns][at / data.Columns];
            completed[at] = !double.IsNaN(value) ? value
                : Options.Draw == 0 ? starts[at % data.Columns]
                : sorted[at % data.Columns][(int)(random.Uniform() * sorted[at % data.Columns].Length)];
        }

        for (var round = 0; round < Options.Rounds; round++)
        {
            foreach (var slot in order.Where(j => data.Missing(j) > 0))
            {
                Options.CancellationToken.ThrowIfCancellationRequested();
                var equation = ChainedRegression.Fit(data[slot], completed, predictors[slot], sorted[slot], Options.Draw > 0, ref random);
                for (var row = 0; row < data.Rows; row++)
                {
                    if (double.IsNaN(data[slot][row]))
                    {
                        var others = completed.AsSpan(row * data.Columns, data.Columns);
                        others[slot] = equation.Put(equation.Predict(others), Options.Donors, ref random);
                    }
                }
            }
        }

        // Slots that nobody lacked in training too: a patient to come may.
        var equations = new SlotEquation[data.Columns];
        foreach (var slot in order)
        {
            Options.CancellationToken.ThrowIfCancellationRequested();
            equations[slot] = ChainedRegression.Fit(data[slot], completed, predictors[slot], sorted[slot], Options.Draw > 0, ref random);
        }

        return new ChainedImputation
        {
            InputSlots = data.Slots,
            Indicate = Options.MissingColumn is not null,
            Starts = starts,
            Equations = equations,
            Order = order,
            Rounds = Options.Rounds,
            Donors = Options.Donors,
            Draw = Options.Draw,
            Seed = Options.Seed,
        };
    }

    /// <summary>The slots most correlated with one, over the rows that have both.</summary>
    private static int[] Predictors(TrainingMatrix data, int slot, int most) =>
        [.. Enumerable.Range(0, data.Columns).Where(j => j != slot)
            .Select(j => (Slot: j, Strength: Math.Abs(PairwiseCorrelation.Of(data[slot], data[j]))))
            .Where(c => c.Strength > 0)
            .OrderByDescending(c => c.Strength).ThenBy(c => c.Slot).Take(most).Select(c => c.Slot).Order()];
}
