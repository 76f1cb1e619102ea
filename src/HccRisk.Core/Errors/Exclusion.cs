namespace HccRisk.Core.Errors;

/// <summary>Why a patient is not in the analysis.</summary>
/// <param name="PatientId">The patient; <c>(line N)</c> when the row has no identifier.</param>
/// <param name="Stage">Where it happened: <c>clinical</c>, <c>files</c>, <c>endpoint</c>, <c>eligibility</c>, <c>site</c>, <c>duplicate</c>, or the name of a feature table.</param>
/// <param name="Reason">One line naming the value, line or file.</param>
public sealed record Exclusion(string PatientId, string Stage, string Reason)
{
    /// <summary>Stage of a clinical value that cannot be used.</summary>
    public const string Clinical = "clinical";

    /// <summary>Stage of a missing file or a manifest line that cannot be used.</summary>
    public const string Files = "files";

    /// <summary>Stage of follow-up that contradicts itself or does not determine the endpoint.</summary>
    public const string Endpoint = "endpoint";

    /// <summary>Stage of an eligibility rule.</summary>
    public const string Eligibility = "eligibility";

    /// <summary>Stage of a site that a study does not name.</summary>
    public const string Site = "site";

    /// <summary>Stage of a patient who is in the cohort under another identifier too.</summary>
    public const string Duplicate = "duplicate";
}
