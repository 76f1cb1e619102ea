using HccRisk.Attainable.Candidates;

namespace HccRisk.Attainable.Running;

/// <summary>What cross-validation on the real cohort gave.</summary>
/// <param name="Patients">Patients.</param>
/// <param name="Events">Recurrences.</param>
/// <param name="Repeats">Repeats of the cross-validation.</param>
/// <param name="Rows">Of each candidate the mean over repeats of Harrell's C and the AUC at the horizon, before and after surgery.</param>
internal sealed record RealResult(int Patients, int Events, int Repeats, IReadOnlyList<RealRow> Rows)
{
    /// <summary>Difference of C to the present pipeline.</summary>
    public double Gain(string candidate, bool after) => C(candidate, after) - C(CandidateList.Present.Name, after);

    public void Write(Action<FormattableString> line)
    {
        line($"");
        line($"## Real patients");
        line($"");
        line($"{Patients} patients resected for HCC (hepatoCellular of the R package asaur), {Events} recurrences, clinical columns only: means over {Repeats} repeats of 5-fold");
        line($"cross-validation.");
        line($"");
        line($"| candidate | PRE C | PRE AUC(24) | POST C | POST AUC(24) |");
        line($"|---|---|---|---|---|");
        foreach (var row in Rows)
        {
            line($"| {row.Name} | {row.Before.C:.000} | {row.Before.Auc:.000} | {row.After.C:.000} | {row.After.Auc:.000} |");
        }
    }

    private double C(string candidate, bool after)
    {
        var row = Rows.Single(r => r.Name == candidate);
        return after ? row.After.C : row.Before.C;
    }
}
