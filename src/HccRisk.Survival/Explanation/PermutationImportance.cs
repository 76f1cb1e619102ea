using HccRisk.Core.Concurrency;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Resampling;
using Microsoft.ML;

namespace HccRisk.Survival.Explanation;

/// <summary>
/// Importance of inputs by permutation (Breiman, Mach Learn 2001) for any fitted model: the loss of measures when groups of inputs are dealt out to other patients.
/// One model on one set of patients is judged, so the bootstrap pairs the measures with and without permutation on the same patients.
/// </summary>
internal static class PermutationImportance
{
    public static ImportanceResult Run(ITransformer model, IDataView data, ImportanceOptions options)
    {
        string[] outputs = options.RiskColumn is { } risk ? [options.ScoreColumn, risk] : [options.ScoreColumn];
        var inputs = ModelInput.Of(model, data, options.InputColumns, outputs);
        var outcome = OutcomeReader.Read(data, options.TimeColumn, options.EventColumn, options.AllowUncensored);
        var values = Read(data, inputs);
        var groups = InputGroups.Of(inputs, values, options);
        var measures = new HeldOutMeasures(outcome, options);
        var plain = measures.Predict(model, data);
        measures.KeepKnown(plain);
        var permuted = new HeldOutPredictions[groups.Count * options.Repeats];
        ParallelRuns.For(
            permuted.Length,
            run => permuted[run] = measures.Predict(model, Permute(data, inputs, values, groups[run / options.Repeats].Members, options.Seed, run)),
            options.CancellationToken);
        return Summarise(inputs, groups, measures, plain, permuted, RowGroups.Read(data, options.GroupColumn).Codes, options);
    }

    /// <summary>The values of each input.</summary>
    private static double[][] Read(IDataView data, IReadOnlyList<ModelInput> inputs)
    {
        var values = new double[inputs.Count][];
        foreach (var column in inputs.Index().GroupBy(i => i.Item.Column))
        {
            var (x, rows, slots) = ModelInput.Read(data, column.Key);
            foreach (var (at, input) in column)
            {
                values[at] = new double[rows];
                for (var i = 0; i < rows; i++)
                {
                    values[at][i] = x[(i * slots) + input.Slot];
                }
            }
        }

        return values;
    }

    /// <summary>The data with the inputs of a group from other rows, together.</summary>
    private static EditedRows Permute(IDataView data, IReadOnlyList<ModelInput> inputs, double[][] values, int[] members, int seed, int run)
    {
        int[] order = [.. Enumerable.Range(0, values[0].Length)];
        new SplitMix((ulong)(uint)seed, (ulong)run).Shuffle(order);
        return new EditedRows(data, members.GroupBy(m => data.Schema[inputs[m].Column].Index).ToDictionary(c => c.Key, EditedRows.Edit (c) =>
        {
            int[] own = [.. c];
            return (row, slots) =>
            {
                foreach (var member in own)
                {
                    slots[inputs[member].Slot] = (float)values[member][order[row]];
                }
            };
        }));
    }

    private static ImportanceResult Summarise(
        IReadOnlyList<ModelInput> inputs,
        IReadOnlyList<(string Name, int[] Members)> groups,
        HeldOutMeasures measures,
        HeldOutPredictions plain,
        HeldOutPredictions[] permuted,
        int[] patients,
        ImportanceOptions options)
    {
        int[] all = [.. Enumerable.Range(0, plain.Scores.Length)];
        var whole = measures.Of(plain, all);
        var width = whole.Length;
        var losses = new double[permuted.Length][];
        Parallel.For(0, permuted.Length, run => losses[run] = measures.Losses(whole, measures.Of(permuted[run], all)));
        var intervals = options.Replicates == 0 ? null : Intervals();
        var rows = new List<FeatureImportance>();
        for (var m = 0; m < width; m++)
        {
            var (metric, time) = measures.Kinds[m];
            rows.AddRange(groups.Select((group, g) =>
            {
                double[] own = [.. Enumerable.Range(0, options.Repeats).Select(r => losses[(g * options.Repeats) + r][m])];
                var mean = own.Average();
                return new FeatureImportance
                {
                    Group = group.Name,
                    Inputs = [.. group.Members.Select(j => inputs[j].Name)],
                    Metric = metric,
                    Time = time,
                    Loss = mean,
                    Spread = own.Length > 1 ? Math.Sqrt(own.Sum(v => (v - mean) * (v - mean)) / (own.Length - 1)) : double.NaN,
                    Lower = intervals?[(g * width) + m].Lower,
                    Upper = intervals?[(g * width) + m].Upper,
                };
            }).OrderByDescending(r => r.Loss));
        }

        return new ImportanceResult([.. measures.Kinds.Select((k, m) => (k.Metric, k.Time, whole[m]))], rows, options.Level);

        BootstrapInterval[] Intervals()
        {
            int[][] clusters = patients.Length == 0
                ? [.. all.Select(i => new[] { i })]
                : [.. patients.Index().GroupBy(p => p.Item).Select(g => g.Select(p => p.Index).ToArray())];
            return Bootstrap.Intervals(clusters.Length, chosen => MeanLosses(clusters, chosen), options.Replicates, options.Seed, options.Level, options.CancellationToken);
        }

        double[] MeanLosses(int[][] clusters, ReadOnlyMemory<int> chosen)
        {
            var drawn = new List<int>();
            foreach (var cluster in chosen.Span)
            {
                drawn.AddRange(clusters[cluster]);
            }

            int[] sample = [.. drawn];
            var reference = measures.On(sample);
            var own = reference.Of(plain);
            var mean = new double[groups.Count * width];
            for (var run = 0; run < permuted.Length; run++)
            {
                var loss = measures.Losses(own, reference.Of(permuted[run]));
                for (var m = 0; m < width; m++)
                {
                    mean[(run / options.Repeats * width) + m] += loss[m] / options.Repeats;
                }
            }

            return mean;
        }
    }
}
