using System.Globalization;
using System.IO.Enumeration;
using HccRisk.Imaging;
using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Dicom.Phases;
using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Cohorts.Scanning;

/// <summary>The masks of a patient, and on which of the chosen images they lie.</summary>
internal sealed class MaskFinder(PatientMaterial material, ImageCandidate[] chosen, CohortScanOptions options, Action<ScanIssueKind, string> add)
{
    internal IEnumerable<ScannedFile> Find()
    {
        var found = new List<ScannedFile>();
        foreach (var series in material.Series.Where(series => series.Kind is DicomSeriesKind.Segmentation or DicomSeriesKind.StructureSet))
        {
            foreach (var file in series.Files)
            {
                try
                {
                    found.AddRange(OfDicom(series, file));
                }
                catch (ImageFormatException e)
                {
                    add(ScanIssueKind.Unusable, e.Message);
                }
            }
        }

        foreach (var path in material.Images)
        {
            var stem = FileNaming.Stem(path);
            var name = stem.StartsWith(material.RawId, StringComparison.Ordinal) ? stem[material.RawId.Length..] : stem;
            if (FileNaming.MaskKind(name) is { } kind)
            {
                var phase = PhaseWords.Find(name.Replace("mask", "", StringComparison.OrdinalIgnoreCase))?.Phase ?? ContrastPhase.Unknown;
                found.Add(new ScannedFile(kind, phase != ContrastPhase.Unknown ? PhaseNames.Of(phase) : chosen.FirstOrDefault()?.Label.Name ?? "", [path]));
            }
        }

        return found.OrderBy(file => file.Kind).ThenBy(file => file.Sources[0], StringComparer.Ordinal).ThenBy(file => file.Mask?.Number ?? 0);
    }

    private IEnumerable<ScannedFile> OfDicom(DicomSeries series, string file)
    {
        var isSet = series.Kind == DicomSeriesKind.StructureSet;
        (int Number, string Name)[] parts = isSet
            ? [.. DicomStructureSet.Read(file).Rois.Where(roi => roi.ContourCount > 0).Select(roi => (roi.Number, roi.Name))]
            : [.. DicomSegmentation.Read(file).Segments.Where(segment => segment.FrameCount > 0).Select(segment => (segment.Number, segment.Label))];
        var kinds = parts.Select(part => Kind(part.Number, part.Name, parts.Length)).ToArray();
        if (!kinds.Contains(PatientFileKind.Mask))
        {
            add(ScanIssueKind.Unusable, $"'{file}' has no {(isSet ? "region" : "segment")} that is known as the lesion, name it: {string.Join(", ", parts.Select(part => FormattableString.Invariant($"{part.Number} '{part.Name}'")))}");
        }

        if (Image(series) is not { } image)
        {
            add(ScanIssueKind.Unusable, $"'{file}' was drawn on a series that is not among the chosen ones");
            yield break;
        }

        foreach (var (part, kind) in parts.Zip(kinds))
        {
            if (kind is { } known)
            {
                yield return new ScannedFile(known, image.Label.Name, [file])
                {
                    Mask = new DicomMaskSource(file, isSet, part.Number, part.Name, image.Layout, image.Index),
                };
            }
        }
    }

    private PatientFileKind? Kind(int number, string name, int count)
    {
        if (options.Lesion is { } lesion)
        {
            return number.ToString(CultureInfo.InvariantCulture) == lesion || FileSystemName.MatchesSimpleExpression(lesion, name) ? PatientFileKind.Mask
                : FileNaming.MaskKind(name) is { } other && other != PatientFileKind.Mask ? other : null;
        }

        return FileNaming.MaskKind(name) ?? (count == 1 ? PatientFileKind.Mask : null);
    }

    // The series it names, else one in the same frame of reference, else any when it names none; the arterial phase before others.
    private ImageCandidate? Image(DicomSeries mask)
    {
        ImageCandidate[] dicom = [.. chosen.Where(c => c.Series is not null).OrderBy(c => c.Label.Phase == ContrastPhase.Arterial ? 0 : 1)];
        return Array.Find(dicom, c => mask.ReferencedSeriesUids.Contains(c.Series!.Uid, StringComparer.Ordinal))
            ?? Array.Find(dicom, c => c.Series!.FrameOfReferenceUid.Length > 0 && c.Series.FrameOfReferenceUid == mask.FrameOfReferenceUid)
            ?? (mask.ReferencedSeriesUids.Count == 0 ? dicom.FirstOrDefault() : null);
    }
}
