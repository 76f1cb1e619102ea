using HccRisk.Core.Errors;

namespace HccRisk.Cohorts;

/// <summary>Finds files that two patients share: the same path, the same bytes, a path with the other's identifier.</summary>
internal static class FileOverlaps
{
    /// <summary>Share of files with their patient's identifier in the path from which on another's there says something.</summary>
    private const double NamedShare = 0.8;

    public static IEnumerable<PatientOverlap> Find(IReadOnlyList<Patient> patients)
    {
        (Patient Patient, PatientFile File)[] files = [.. patients.SelectMany(p => p.Files.Select(f => (p, f)))];
        return SamePath(files).Concat(SameContent(files)).Concat(PathOfAnother(patients, files));
    }

    /// <summary>Files that one patient has in two roles, by path or by content: a phase as another, the lesion as the organ. One line for two roles.</summary>
    public static IEnumerable<string> TwoRoles(IReadOnlyList<Patient> patients) =>
        from patient in patients
        from pair in patient.Files.SelectMany((first, i) => patient.Files.Skip(i + 1).Select(second => (First: first, Second: second)))
        where Differ(pair.First, pair.Second) && Same(pair.First.Path, pair.Second.Path)
        let roles = $"{Role(pair.First)} and {Role(pair.Second)}"
        group patient.Id by roles into found
        let ids = found.Distinct(StringComparer.Ordinal).ToArray()
        select ids.Length == 1
            ? $"{found.Key} of '{ids[0]}' are the same file"
            : FormattableString.Invariant($"{found.Key} are the same file for {ids.Length} patients, first '{ids[0]}'");

    /// <summary>
    /// Why a patient is left out who has one file, or two copies, as an image and as a mask, whatever the label; null when nobody is to be. A folder may hold both
    /// and is told by its content.
    /// </summary>
    public static Exclusion? ImageAsMask(string patient, IReadOnlyList<PatientFile> files)
    {
        var pairs =
            from image in files
            where image.Kind == PatientFileKind.Mri
            from mask in files
            where mask.Kind is PatientFileKind.Mask or PatientFileKind.ReferenceMask or PatientFileKind.OrganMask
            where !(Directory.Exists(image.Path) && string.Equals(image.Path, mask.Path, StringComparison.Ordinal)) && Same(image.Path, mask.Path)
            select new Exclusion(patient, Exclusion.Files, $"{image.Place} and {mask.Place} are the same file: an image is not a mask");
        return pairs.FirstOrDefault();
    }

    /// <summary>Whether two files of a patient must not be one. A lesion may have one mask for all series, and a file of labels holds several masks.</summary>
    private static bool Differ(PatientFile first, PatientFile second) =>
        !(first.Kind == PatientFileKind.Mask && second.Kind == PatientFileKind.Mask) && first.Label == second.Label;

    private static bool Same(string first, string second) =>
        string.Equals(first, second, StringComparison.Ordinal)
        || (Same(first, second, FileFingerprint.Size) && Same(first, second, FileFingerprint.Sample) && Same(first, second, FileFingerprint.Whole));

    private static bool Same(string first, string second, Func<string, string?> look) => look(first) is { } key && string.Equals(key, look(second), StringComparison.Ordinal);

    private static string Role(PatientFile file) => $"{ManifestReader.NameOf(file.Kind)} '{file.Name}'";

    private static IEnumerable<PatientOverlap> SamePath((Patient Patient, PatientFile File)[] files) =>
        Pairs(files.GroupBy(f => f.File.Path, StringComparer.Ordinal), OverlapKind.File, "are the same file");

    /// <summary>
    /// Sizes are compared first, then samples of the files, then all of their bytes: most files are never read. Masks of plain tissue or of the organ may come
    /// from one template.
    /// </summary>
    private static IEnumerable<PatientOverlap> SameContent((Patient Patient, PatientFile File)[] files)
    {
        var distinct = files.Where(f => f.File.Kind is PatientFileKind.Mri or PatientFileKind.Mask or PatientFileKind.Slide).DistinctBy(f => f.File.Path, StringComparer.Ordinal);
        var same = Repeated(distinct, f => FileFingerprint.Size(f.File.Path))
            .SelectMany(group => Repeated(group, f => FileFingerprint.Sample(f.File.Path)))
            .SelectMany(group => Repeated(group, f => FileFingerprint.Whole(f.File.Path)));
        return Pairs(same, OverlapKind.Content, "have the same content");
    }

    /// <summary>Groups with files of two patients; a file without a key (it cannot be read) is in none.</summary>
    private static IEnumerable<IGrouping<string, (Patient Patient, PatientFile File)>> Repeated(
        IEnumerable<(Patient Patient, PatientFile File)> files, Func<(Patient Patient, PatientFile File), string?> key) =>
        files.Select(f => (File: f, Key: key(f))).Where(f => f.Key is not null).GroupBy(f => f.Key!, f => f.File, StringComparer.Ordinal)
            .Where(g => g.DistinctBy(f => f.Patient.Id, StringComparer.Ordinal).Skip(1).Any());

    private static IEnumerable<PatientOverlap> Pairs(IEnumerable<IEnumerable<(Patient Patient, PatientFile File)>> groups, OverlapKind kind, string what) =>
        from @group in groups
        let first = @group.First()
        from other in @group.Where(f => f.Patient.Id != first.Patient.Id).DistinctBy(f => f.Patient.Id, StringComparer.Ordinal)
        select new PatientOverlap(kind, first.Patient.Id, other.Patient.Id, $"{Text(first)} and {Text(other)} {what}");

    private static IEnumerable<PatientOverlap> PathOfAnother(IReadOnlyList<Patient> patients, (Patient Patient, PatientFile File)[] files)
    {
        var ids = patients.ToDictionary(p => p.Id, p => p.Id, StringComparer.Ordinal);
        var longest = ids.Keys.Select(k => k.Length).DefaultIfEmpty().Max();
        var root = CommonFolder(files);
        var named = Array.ConvertAll(files, f => IdsIn(f.File.Path[root..], ids, longest));
        var own = files.Where((f, i) => named[i].Contains(f.Patient.Id)).Count();
        if (own < NamedShare * files.Length)
        {
            yield break;
        }

        for (var i = 0; i < files.Length; i++)
        {
            if (named[i].Count > 0 && !named[i].Contains(files[i].Patient.Id))
            {
                var other = named[i].Order(StringComparer.Ordinal).First();
                yield return new PatientOverlap(OverlapKind.PathOfAnother, files[i].Patient.Id, other, $"the path of {Text(files[i])} names patient '{other}'");
            }
        }
    }

    /// <summary>Length of the longest folder that all paths begin with.</summary>
    private static int CommonFolder((Patient Patient, PatientFile File)[] files)
    {
        if (files.Length == 0)
        {
            return 0;
        }

        var shared = files[0].File.Path.Length;
        foreach (var (_, file) in files)
        {
            shared = Math.Min(shared, file.Path.AsSpan().CommonPrefixLength(files[0].File.Path));
        }

        return files[0].File.Path.AsSpan(0, shared).LastIndexOf(Path.DirectorySeparatorChar) + 1;
    }

    /// <summary>The identifiers that stand in a path as whole words.</summary>
    private static HashSet<string> IdsIn(string path, Dictionary<string, string> ids, int longest)
    {
        var lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var start = 0; start < path.Length; start++)
        {
            if (start > 0 && char.IsLetterOrDigit(path[start]) && char.IsLetterOrDigit(path[start - 1]))
            {
                continue;
            }

            for (var end = start + 1; end <= Math.Min(path.Length, start + longest); end++)
            {
                var whole = end == path.Length || !(char.IsLetterOrDigit(path[end]) && char.IsLetterOrDigit(path[end - 1]));
                if (whole && lookup.TryGetValue(path.AsSpan(start, end - start), out var id))
                {
                    found.Add(id);
                }
            }
        }

        return found;
    }

    private static string Text((Patient Patient, PatientFile File) file) =>
        $"{file.File.Kind.ToString().ToLowerInvariant()} '{file.File.Name}' of '{file.Patient.Id}'";
}
