using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Cohorts;

/// <summary>Adds the files of a manifest to the patients of a cohort.</summary>
internal static class ManifestReader
{
    private static readonly Dictionary<string, PatientFileKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["mri"] = PatientFileKind.Mri,
        ["mask"] = PatientFileKind.Mask,
        ["reference_mask"] = PatientFileKind.ReferenceMask,
        ["organ_mask"] = PatientFileKind.OrganMask,
        ["slide"] = PatientFileKind.Slide,
    };

    /// <summary>What the manifest calls a kind of file.</summary>
    public static string NameOf(PatientFileKind kind) => Kinds.First(k => k.Value == kind).Key;

    /// <exception cref="TableFormatException">The manifest is absent or misses a column.</exception>
    public static Cohort Attach(Cohort cohort, string path, CohortLoadOptions options)
    {
        var table = CsvTable.Read(path, "manifest");
        var columns = new[] { "patient_id", "kind", "name", "path" };
        var missing = columns.Where(c => table.IndexOf(c) < 0).Select(c => $"no column '{c}'{NearestNames.Hint(c, table.Headers)}").ToArray();
        if (missing.Length > 0)
        {
            throw new TableFormatException($"manifest '{path}': {string.Join("; ", missing)}");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var at = columns.Concat(["label", "mpp", "objective", "annotation", "annotation_class"]).Select(table.IndexOf).ToArray();
        var known = cohort.Patients.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        var spelled = cohort.Patients.GroupBy(p => Spelling.IdentifierKey(p.Id), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Id, StringComparer.Ordinal);
        var left = cohort.Exclusions.Select(e => e.PatientId).ToHashSet(StringComparer.Ordinal);
        var files = new Dictionary<string, List<PatientFile>>(StringComparer.Ordinal);
        var exclusions = new Dictionary<string, Exclusion>(StringComparer.Ordinal);
        var faults = new Dictionary<(string Id, bool Slides), Exclusion>();
        var strangers = new List<string>();
        string? nearest = null;

        // A file that cannot be used costs its kind of images where that is asked for, and otherwise the patient.
        void Blame(Exclusion exclusion, bool? slides)
        {
            if (slides is { } which && options.KeepWithoutFiles)
            {
                faults.TryAdd((exclusion.PatientId, which), exclusion);
            }
            else
            {
                exclusions.TryAdd(exclusion.PatientId, exclusion);
            }
        }

        foreach (var row in table.Rows)
        {
            var cells = at.Select(i => i >= 0 && i < row.Cells.Count ? row.Cells[i] : "").ToArray();
            var id = cells[0];
            if (!known.Contains(id))
            {
                if (!left.Contains(id))
                {
                    strangers.Add(string.Create(CultureInfo.InvariantCulture, $"'{id}' (line {row.Line})"));
                    nearest ??= NearestNames.Hint(id, known);
                    if (spelled.TryGetValue(Spelling.IdentifierKey(id), out var meant))
                    {
                        exclusions.TryAdd(meant, new Exclusion(meant, Exclusion.Files, string.Create(
                            CultureInfo.InvariantCulture, $"the manifest names '{id}', not '{meant}': identifiers are told apart by case, width and spaces (manifest line {row.Line})")));
                    }
                }
            }
            else if (Parse(cells, folder, options, out var file) is { } fault)
            {
                var exclusion = new Exclusion(id, Exclusion.Files, string.Create(CultureInfo.InvariantCulture, $"{fault} (manifest line {row.Line})"));
                Blame(exclusion, Kinds.TryGetValue(cells[1], out var kind) ? kind == PatientFileKind.Slide : null);
            }
            else
            {
                files.TryAdd(id, []);
                if (file!.Kind == PatientFileKind.Mri && files[id].Any(f => f.Kind == PatientFileKind.Mri && string.Equals(f.Name, file.Name, StringComparison.OrdinalIgnoreCase)))
                {
                    Blame(new Exclusion(id, Exclusion.Files, string.Create(CultureInfo.InvariantCulture, $"mri '{file.Name}' is listed twice (manifest line {row.Line})")), slides: false);
                }

                files[id].Add(file with { ManifestLine = row.Line });
            }
        }

        foreach (var exclusion in DifferentReadings(files))
        {
            Blame(exclusion, slides: true);
        }

        foreach (var exclusion in files.Select(own => FileOverlaps.ImageAsMask(own.Key, own.Value)).OfType<Exclusion>())
        {
            Blame(exclusion, slides: false);
        }

        var patients = cohort.Patients
            .Where(p => !exclusions.ContainsKey(p.Id))
            .Select(p => files.TryGetValue(p.Id, out var own) ? p.WithFiles([.. own.Where(f => !faults.ContainsKey((p.Id, f.Kind == PatientFileKind.Slide)))]) : p)
            .ToArray();
        string[] notes = strangers.Count == 0
            ? []
            : [string.Create(CultureInfo.InvariantCulture, $"the manifest has {strangers.Count} lines of patients not in the clinical file, which are ignored, first {strangers[0]}{nearest}")];
        return cohort.With(patients, exclusions.Values, notes, [.. faults.Select(f => new FileFault(f.Key.Slides, f.Value))]);
    }

    /// <summary>One file has one scale and one annotation: which of two is right cannot be told, so nobody with that file is kept.</summary>
    private static IEnumerable<Exclusion> DifferentReadings(Dictionary<string, List<PatientFile>> files)
    {
        var slides = files.SelectMany(own => own.Value.Where(f => f.Kind == PatientFileKind.Slide).Select(f => (Id: own.Key, File: f)));
        foreach (var same in slides.GroupBy(s => s.File.Path, StringComparer.Ordinal))
        {
            var scales = same.DistinctBy(s => s.File.Scale?.MicronsPerPixel).Select(s => string.Create(
                CultureInfo.InvariantCulture, $"{(s.File.Scale is { } scale ? $"at {scale.MicronsPerPixel} um per pixel" : "without a scale")} on line {s.File.ManifestLine}")).ToArray();
            var annotations = same.DistinctBy(s => s.File.Annotation).Select(s => string.Create(
                CultureInfo.InvariantCulture, $"{(s.File.Annotation is null ? "without" : "with")} an annotation on line {s.File.ManifestLine}")).ToArray();
            if (scales.Length > 1 || annotations.Length > 1)
            {
                var words = string.Join(" and ", scales.Length > 1 ? scales : annotations);
                foreach (var (id, file) in same)
                {
                    yield return new Exclusion(id, Exclusion.Files, $"the file of slide '{file.Name}' is listed {words} of the manifest: a slide is read in one way");
                }
            }
        }
    }

    private static string? Parse(string[] cells, string folder, CohortLoadOptions options, out PatientFile? file)
    {
        file = null;
        if (!Kinds.TryGetValue(cells[1], out var kind))
        {
            return $"kind '{Excerpt.Of(cells[1])}' is not one of {string.Join(", ", Kinds.Keys)}";
        }

        int? label = null;
        if (cells[4].Length > 0)
        {
            if (!int.TryParse(cells[4], NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) || value < 1)
            {
                return $"label '{Excerpt.Of(cells[4])}' is not a whole number above zero";
            }

            label = value;
        }

        if (GivenScale.TryParse(cells[5], cells[6], out var scale) is { } fault)
        {
            return $"{fault}, for {cells[1]} '{cells[2]}'";
        }

        if (scale is not null && kind != PatientFileKind.Slide)
        {
            return $"mpp or objective is given for {cells[1]} '{cells[2]}'; only slides have one";
        }

        var (outlines, ofClass) = (Said(cells[7]), Said(cells[8]));
        if (kind != PatientFileKind.Slide && (outlines ?? ofClass) is not null)
        {
            return $"annotation is given for {cells[1]} '{cells[2]}'; only slides have one";
        }

        if (outlines is null && ofClass is not null)
        {
            return $"annotation_class '{Excerpt.Of(ofClass)}' is given for {cells[1]} '{cells[2]}', but no annotation";
        }

        if (cells[3].Length == 0)
        {
            return $"{cells[1]} '{cells[2]}' has no path";
        }

        var path = Path.GetFullPath(Path.Combine(folder, cells[3].Replace('\\', '/')));
        var mayBeAbsent = kind == PatientFileKind.Mri && options.MayBeAbsent?.Invoke(cells[2]) == true;
        if (!mayBeAbsent && !File.Exists(path) && !Directory.Exists(path))
        {
            return $"the file of {cells[1]} '{cells[2]}' does not exist";
        }

        var annotation = outlines is null ? null : new GivenAnnotation(Path.GetFullPath(Path.Combine(folder, outlines.Replace('\\', '/'))), ofClass);
        if (annotation is not null && !File.Exists(annotation.Path))
        {
            return $"the annotation of {cells[1]} '{cells[2]}' does not exist";
        }

        file = new PatientFile(kind, cells[2], path, label) { Scale = scale, Annotation = annotation };
        return null;

        static string? Said(string cell) => cell is "" or "NA" ? null : cell;
    }
}
