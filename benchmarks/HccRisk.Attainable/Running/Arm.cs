using HccRisk.Attainable.Candidates;
using HccRisk.Attainable.Data;

namespace HccRisk.Attainable.Running;

/// <summary>A row of the table: a candidate with what it reads of the images.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Candidate">How the model is made.</param>
/// <param name="Mri">What stands for the MR volumes; null without them.</param>
/// <param name="Wsi">What stands for the slides; null without them.</param>
internal sealed record Arm(string Name, Candidate Candidate, FeatureBlock? Mri, FeatureBlock? Wsi)
{
    /// <summary>Whether it is a row under the other truths: the ceilings, clinical columns alone, and candidates compared everywhere on all features.</summary>
    public bool Everywhere => Name is ArmList.Oracle or ArmList.Readable or ArmList.ClinicalOnly || (Name == Candidate.Name && Candidate.Everywhere);

    /// <summary>Whether it is a model before surgery too: one that needs the slides is not.</summary>
    public bool HasBefore => Mri is not null || Wsi is null;

    /// <summary>The images a model reads.</summary>
    /// <param name="after">Whether slides may be used.</param>
    public IReadOnlyList<string> Images(bool after) =>
        [.. Mri is null ? [] : new[] { ModelColumns.Radiomics }, .. Wsi is null || !after ? [] : new[] { ModelColumns.Pathomics }];
}
