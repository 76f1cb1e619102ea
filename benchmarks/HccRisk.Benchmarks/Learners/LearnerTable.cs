namespace HccRisk.Benchmarks.Learners;

/// <summary>The figures of all learners under one truth, as Markdown.</summary>
internal static class LearnerTable
{
    internal static void Write(
        TextWriter output, SimulatedTruth truth, string size, IReadOnlyList<LearnerRound> rounds, IReadOnlyList<(string Name, IReadOnlyList<LearnerFigure> Figures)> learners)
    {
        output.WriteLine();
        output.WriteLine($"### {Words(truth)}, {size}");
        output.WriteLine();
        output.WriteLine($"{rounds.Average(r => r.Events):F0} events of interest among {rounds[0].Development.Length} patients, C of the true risk {rounds.Average(r => r.Oracle):F3}; {rounds.Count} draws.");
        output.WriteLine();
        output.WriteLine("| learner | C | share of the true risk's C (95 % CI) | against Cox (ridge), paired (95 % CI) | error of the 24-month risk | fit, s |");
        output.WriteLine("|---|---|---|---|---|---|");
        var reference = learners[0].Figures;
        foreach (var (name, figures) in learners)
        {
            var fitted = figures.Where(f => !double.IsNaN(f.Share)).ToArray();
            if (fitted.Length < 2)
            {
                output.WriteLine($"| {name} | not fitted | | | | |");
                continue;
            }

            var differences = figures.Zip(reference, (f, r) => f.Share - r.Share).Where(d => !double.IsNaN(d)).ToArray();
            output.WriteLine(
                $"| {name}{(fitted.Length < figures.Count ? $" ({fitted.Length} of {figures.Count} fitted)" : "")} | {fitted.Average(f => f.Concordance):F3} | {Interval([.. fitted.Select(f => f.Share)])} "
                + $"| {(ReferenceEquals(figures, reference) ? "" : Interval(differences))} | {fitted.Average(f => f.RiskError):F3} | {fitted.Average(f => f.Seconds):F2} |");
        }
    }

    /// <summary>Mean and 95 % interval over draws, Student's t.</summary>
    private static string Interval(double[] values)
    {
        var (mean, half) = (values.Average(), 0.0);
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
        half = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, values.Length - 1, 0.975) * deviation / Math.Sqrt(values.Length);
        return $"{mean:F2} ({mean - half:F2} to {mean + half:F2})";
    }

    private static string Words(SimulatedTruth truth) => truth switch
    {
        SimulatedTruth.Linear => "Six linear effects",
        SimulatedTruth.Interaction => "Interactions",
        _ => "Effects that change after a year",
    };
}
