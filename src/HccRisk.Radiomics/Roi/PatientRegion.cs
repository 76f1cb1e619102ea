using HccRisk.Imaging;

namespace HccRisk.Radiomics.Roi;

/// <summary>One region of one patient.</summary>
/// <param name="Name">Its part of the column names.</param>
/// <param name="Mask">Its voxels, at least one; null when the patient does not have it.</param>
/// <param name="Remark">Why there is no mask, or what a reader should know about it; null for nothing.</param>
internal sealed record PatientRegion(string Name, Mask? Mask, string? Remark)
{
    /// <summary>The regions of a patient, one at a time, since each has as many flags as the image has voxels.</summary>
    internal static IEnumerable<PatientRegion> Of(RadiomicsCase patient, RegionOptions options)
    {
        var (lesion, organ) = (patient.Lesion, patient.Organ);
        var names = options.Names.GetEnumerator();
        string Next() => names.MoveNext() ? names.Current : throw new InvalidOperationException("There are more regions than names.");

        var absent = patient.OrganFault ?? "there is no organ mask";
        if (options.Shells.Count > 0)
        {
            using var outside = LesionDistances.Outside(lesion, options.Shells[^1]);
            var lost = organ is null && (options.RequireOrgan || patient.OrganFault is not null);
            for (var i = 0; i < options.Shells.Count; i++)
            {
                yield return lost
                    ? new PatientRegion(Next(), null, absent)
                    : Create(Next(), lesion, outside.Between(i == 0 ? 0 : options.Shells[i - 1], options.Shells[i]), organ, organ is null ? "not cut to the organ: there is no organ mask" : null);
            }
        }

        if (options.InnerRim is { } depth)
        {
            using var inside = LesionDistances.Inside(lesion, depth);
            yield return Create(Next(), lesion, inside.Between(0, depth), organ: null, remark: null);
        }

        if (options.Organ != OrganRegion.None)
        {
            yield return organ is null ? new PatientRegion(Next(), null, absent) : OrganOf(Next(), organ, options.Organ == OrganRegion.WithoutLesion ? lesion : null);
        }
    }

    private static PatientRegion Create(string name, Mask lesion, int[] voxels, Mask? organ, string? remark)
    {
        var inside = new bool[lesion.Inside.Length];
        foreach (var voxel in voxels)
        {
            inside[voxel] = organ is null || organ.Inside[voxel];
        }

        return OrNothing(name, new Mask(lesion.Geometry, inside), organ is null ? "it has no voxel" : "it has no voxel in the organ", remark);
    }

    private static PatientRegion OrganOf(string name, Mask organ, Mask? without)
    {
        if (without is null)
        {
            return new PatientRegion(name, organ, null);
        }

        var inside = organ.Inside.ToArray();
        for (var i = 0; i < inside.Length; i++)
        {
            inside[i] &= !without.Inside[i];
        }

        return OrNothing(name, new Mask(organ.Geometry, inside), "the lesion fills the organ", remark: null);
    }

    private static PatientRegion OrNothing(string name, Mask mask, string nothing, string? remark) =>
        mask.Count > 0 ? new PatientRegion(name, mask, remark) : new PatientRegion(name, null, nothing);
}
