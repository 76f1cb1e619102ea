using System.Globalization;
using HccRisk.Attainable.Candidates;
using HccRisk.Attainable.Data;
using HccRisk.Attainable.Generation;
using HccRisk.Attainable.Measures;
using HccRisk.Core.Learning;
using HccRisk.Studies.Synthetic.Population;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Attainable.Running;

/// <summary>Draws development outcomes under a truth, fits every row to each draw, and measures it on the external site.</summary>
internal static class TruthRun
{
    public static TruthResult Run(
        Truth truth, PatientSource source, SyntheticData data, IReadOnlyList<Arm> arms, int draws, AttainableOptions options, FitCache fits, int parallelism, Action<int> progress, CancellationToken cancellationToken)
    {
        var (cases, controls) = KnownRisk.Of(truth, data.External);
        ModelScores Known(double[] score) => new(ExpectedAuc.Of(score, cases, controls));
        var found = new (ModelScores[] Before, ModelScores[] After)[draws];
        var events = new int[draws];
        var done = 0;
        Parallel.For(0, draws, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken }, draw =>
        {
            var (time, code) = OutcomeDraw.Of(truth, data.Development, draw);
            events[draw] = code.Count(c => c == 1);
            ModelScores[] Fit(bool after) => [.. arms.Select(arm => after || arm.HasBefore ? One(arm, after) : default)];
            ModelScores One(Arm arm, bool after)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var taught = arm.Mri == data.ReadableMri && arm.Mri is not null ? options.Others : 0;
                return fits.Of(string.Create(CultureInfo.InvariantCulture, $"{truth.Name}|{arm.Name}|{after}|{draw}|{taught}"), () =>
                {
                    var (score, risk) = Predict(data, arm, after, time, code, draw + 1);
                    return new ModelScores(
                        ExpectedAuc.Of(score, cases, controls), ExpectedCalibration.Slope(risk, cases), ExpectedCalibration.ObservedExpected(risk, cases));
                });
            }

            found[draw] = (Fit(after: false), Fit(after: true));
            progress(Interlocked.Increment(ref done));
        });

        return new TruthResult(
            truth.Name,
            cases.Average(),
            events.Average(),
            Known(KnownRisk.Before(truth, source, SyntheticSite.External, options.Seed, data.External)),
            Known(KnownRisk.After(truth, data.External)),
            [.. arms.Select((arm, a) => new ArmResult(
                arm.Name, arm.HasBefore ? [.. found.Select(f => f.Before[a])] : [], [.. found.Select(f => f.After[a])]))]);
    }

    /// <summary>Score and risk at the horizon of every external patient by the model of one draw.</summary>
    private static (double[] Score, double[] Risk) Predict(SyntheticData data, Arm arm, bool after, float[] time, float[] code, int seed)
    {
        var ml = new MLContext(seed: 1);
        var clinical = after ? data.After : data.Before;
        IDataView View(int first, int count, float[]? times = null, float[]? events = null) =>
            RowData.View(clinical, arm.Mri ?? data.OracleMri, arm.Wsi ?? data.OracleWsi, [.. Enumerable.Range(first, count)], times, events);
        try
        {
            var pipeline = arm.Candidate.Build(ml, new CandidateInputs(arm.Images(after), clinical.Named.Names, seed));
            var scored = pipeline.Fit(View(0, data.Development.Count, time, code)).Transform(View(data.Development.Count, data.External.Count));
            var (risk, _, _) = DataViewReader.ReadMatrix(scored, "CumulativeIncidence");
            return (DataViewReader.ReadNumbers(scored, "Score"), risk);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or ArithmeticException)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{arm.Name}, {(after ? "POST" : "PRE")}, draw {seed}: {e.Message}"), e);
        }
    }
}
