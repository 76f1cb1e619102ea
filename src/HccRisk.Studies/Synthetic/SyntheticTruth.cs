using HccRisk.Studies.Results;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic;

/// <summary>
/// The truth behind the synthetic cohort: what the best possible model of each set of modalities would reach. Set the figures of
/// a study on <see cref="SyntheticCohort"/> beside it: the share of the oracle that comes back is a measure of the whole path.
/// </summary>
public static class SyntheticTruth
{
    /// <summary>Log hazard ratio of aggressive recurrence for one SD of the marker drawn into the MR volumes.</summary>
    public const double MriCoefficient = .80;

    /// <summary>Log hazard ratio of aggressive recurrence for one SD of the marker drawn into the slide.</summary>
    public const double WsiCoefficient = .70;

    private const double Horizon = 24;

    private static readonly (string Name, Func<SyntheticPatient, double> Score)[] Rungs =
    [
        ("clinical PRE", p => p.ClinicalPre),
        ("clinical PRE + MRI", p => (p.Effects.Clinical * p.ClinicalPre) + p.MriPart),
        ("clinical POST", p => p.ClinicalPost),
        ("clinical POST + WSI", p => (p.Effects.Clinical * p.ClinicalPost) + p.WsiPart),
        ("oracle", p => p.Lp1),
        ("MVI alone", p => p.MicrovascularInvasion ? 1 : 0),
    ];

    /// <summary>
    /// Simulates patients without images and ranks them by the true components of their log hazard, from clinical data alone up
    /// to everything (the oracle), with microvascular invasion alone for comparison. The 24-month AUC tells patients who
    /// recurred aggressively within 24 months from those alive without recurrence at 24 months in uncensored follow-up; those with
    /// another event before are left out, ties count a half.
    /// </summary>
    /// <param name="patients">How many to draw, at least 1,000; the standard error of an AUC is about 0.9 over its square root.</param>
    /// <param name="seed">Same seed, same figures.</param>
    /// <param name="cohort">
    /// A cohort made by <see cref="SyntheticCohort"/>: its external patients, with what would have happened to them had nobody been
    /// lost, give <see cref="TruthRung.External"/> (NaN when none recurred aggressively), and its effects hold for all. Null: not computed.
    /// </param>
    /// <returns>Six rungs: clinical PRE, clinical PRE + MRI, clinical POST, clinical POST + WSI, oracle, MVI alone.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1,000 patients.</exception>
    /// <exception cref="ArgumentException">An option of the cohort is out of range.</exception>
    public static IReadOnlyList<TruthRung> Ladder(int patients = 200_000, int seed = 7, SyntheticOptions? cohort = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patients, 1_000);
        cohort?.Validate();
        var population = Climb((cohort ?? new SyntheticOptions()) with { Seed = seed }, SyntheticSite.Development, patients);
        var external = cohort is null ? null : Climb(cohort, SyntheticSite.External, cohort.External);
        return [.. Rungs.Select((rung, i) => new TruthRung(rung.Name, population[i], external?[i]))];
    }

    private static double[] Climb(SyntheticOptions options, SyntheticSite site, int count)
    {
        var scores = new double[Rungs.Length][];
        for (var rung = 0; rung < scores.Length; rung++)
        {
            scores[rung] = new double[count];
        }

        var labels = new sbyte[count];
        Parallel.For(0, count, i =>
        {
            var patient = options.Patient(site, i);
            var first = FollowUp.Latent(patient);
            labels[i] = (sbyte)(first.Months > Horizon ? 0 : first.Cause == 1 ? 1 : -1);
            for (var rung = 0; rung < scores.Length; rung++)
            {
                scores[rung][i] = Rungs[rung].Score(patient);
            }
        });

        return [.. scores.Select(s => Auc(s, labels))];
    }

    /// <summary>Mann-Whitney AUC of labels 1 against 0 (other labels are left out), ties counted half; NaN without both.</summary>
    internal static double Auc(double[] scores, sbyte[] labels)
    {
        var order = Enumerable.Range(0, scores.Length).Where(i => labels[i] >= 0).ToArray();
        Array.Sort(order, (a, b) => scores[a].CompareTo(scores[b]));
        double cases = 0, rankSum = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            var casesHere = 0;
            for (end = start; end < order.Length && scores[order[end]] == scores[order[start]]; end++)
            {
                casesHere += labels[order[end]];
            }

            cases += casesHere;
            rankSum += casesHere * ((start + 1.0 + end) / 2);
        }

        return (rankSum - (cases * (cases + 1) / 2)) / (cases * (order.Length - cases));
    }
}
