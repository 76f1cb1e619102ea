using HccRisk.Attainable.Candidates;
using HccRisk.Attainable.Data;

namespace HccRisk.Attainable.Running;

/// <summary>The rows of the table.</summary>
internal static class ArmList
{
    public const string Oracle = "oracle latents";
    public const string Readable = "readable latents";
    public const string ClinicalOnly = "clinical only";

    /// <summary>
    /// The ceilings of the chosen candidate, its ladder, and every candidate on the features. Ceilings and ladder go without the correction of the
    /// slope: it costs many fits and changes no rank.
    /// </summary>
    public static IReadOnlyList<Arm> Of(SyntheticData data, IReadOnlyList<string> without)
    {
        var chosen = CandidateList.Uncorrected;
        List<Arm> arms = [new(Oracle, CandidateList.OnLatents, data.OracleMri, data.OracleWsi)];
        if (data.ReadableMri is not null)
        {
            arms.Add(new Arm(Readable, CandidateList.OnLatents, data.ReadableMri, data.ReadableWsi));
        }

        return
        [
            .. arms,
            new(ClinicalOnly, chosen, null, null),
            new("clinical + MRI", chosen, data.Radiomics, null),
            new("clinical + slides", chosen, null, data.Pathomics),
            .. CandidateList.All.Where(c => !without.Contains(c.Name)).Select(c => new Arm(c.Name, c, data.Radiomics, data.Pathomics)),
        ];
    }
}
