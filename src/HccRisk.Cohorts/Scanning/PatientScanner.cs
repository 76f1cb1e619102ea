using HccRisk.Imaging;
using HccRisk.Imaging.Dicom.Phases;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Cohorts.Scanning;

/// <summary>The material of one patient -> the lines of the manifest and what is missing or odd.</summary>
internal sealed class PatientScanner(PatientMaterial material, DateOnly? surgery, bool hasClinical, CohortScanOptions options, PhaseOverrides? overrides, Func<string, string> seriesId, ExportPlaces places)
{
    private const string SlideModality = "SM";

    // Up to this a phase is told by times and order alone, without a stated injection, or against its name.
    private const double Uncertain = 0.5;
    private readonly List<ScanIssue> _issues = [];
    private readonly List<ScannedSeries> _unused = [];

    internal (ScannedPatient Patient, IReadOnlyList<ScanIssue> Issues) Scan()
    {
        if (material.WithoutPatientId)
        {
            Add(ScanIssueKind.NoPatientId, "DICOM files without PatientID: their folder or name stands for it");
        }

        if (hasClinical && surgery is null)
        {
            Add(ScanIssueKind.NoSurgeryDate, $"no date of surgery in column '{options.SurgeryDateColumn}' (expected as yyyy-MM-dd)");
        }

        var candidates = Candidates();
        var study = ChooseStudy(candidates);
        var chosen = Choose([.. candidates.Where(c => c.IsPhase && (c.Series is null || c.Study == study))]);
        Report(chosen);

        var files = chosen.Select(Line).ToList();
        files.AddRange(new MaskFinder(material, chosen, options, Add).Find());
        var masks = files.Count(file => file.Kind == PatientFileKind.Mask);
        if (masks == 0)
        {
            Add(ScanIssueKind.NoMask, "no lesion mask");
        }
        else if (masks > 1)
        {
            Add(ScanIssueKind.SeveralCandidates, FormattableString.Invariant($"{masks} lesion masks; extraction takes the first, '{files.First(file => file.Kind == PatientFileKind.Mask).Sources[0]}'"));
        }

        files.AddRange(Slides());
        foreach (var (series, elements) in material.BurnedIn.Where(one => one.Series.Modality == SlideModality || chosen.Any(c => ReferenceEquals(c.Series, one.Series))))
        {
            Add(ScanIssueKind.Identifying, $"{Name(series)} has, or may have, text burned into its pixels ({elements}): volumes and pictures made of it show it");
        }

        var interval = chosen.Select(c => Days(c.Series)).FirstOrDefault(days => days is not null);
        return (new ScannedPatient(material.Id, files, interval, [.. candidates.Select(c => Describe(c, chosen)), .. _unused]), _issues);
    }

    private static string Name(DicomSeries series) => FormattableString.Invariant(
        $"series {series.Number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "without number"} '{series.Description}'");

    private static ScannedFile Line(ImageCandidate c) => new(PatientFileKind.Mri, c.Label.Name, c.Series is null ? [c.Path] : c.Layout!.Phases[c.Index].Files)
    {
        Series = c.Series,
        Phase = c.Layout?.Phases[c.Index],
        Volume = c.Layout is { Phases.Count: > 1 } ? c.Index + 1 : null,
    };

    private void Add(ScanIssueKind kind, string message) => _issues.Add(new ScanIssue(material.Id, kind, message));

    private int? Days(DicomSeries? series) => surgery is { } day && series?.StudyDate is { } date ? day.DayNumber - date.DayNumber : null;

    private List<ImageCandidate> Candidates()
    {
        var found = new List<ImageCandidate>();
        foreach (var series in material.Series.Where(series => series.Kind == DicomSeriesKind.Image && series.Modality != SlideModality))
        {
            if (series.IsLocaliser || !options.Modalities.Contains(series.Modality, StringComparer.OrdinalIgnoreCase))
            {
                _unused.Add(Unused(series, series.IsLocaliser ? "localiser" : $"modality {series.Modality}"));
                continue;
            }

            try
            {
                var layout = series.Arrange();
                found.AddRange(PhaseCandidate.Of(layout).Select((volume, i) => new ImageCandidate(
                    series, layout, i, "", volume with { PatientId = material.RawId, Aliases = [material.Id, seriesId(series.Uid)] })));
            }
            catch (ImageFormatException e)
            {
                Add(ScanIssueKind.Unusable, e.Message);
                _unused.Add(Unused(series, "cannot be arranged into volumes"));
            }
        }

        foreach (var path in material.Images.Where(path => FileNaming.MaskKind(NameOf(path)) is null))
        {
            found.Add(new ImageCandidate(null, null, 0, path, new PhaseCandidate(material.RawId, FileNaming.Stem(path), NameOf(path), 1, 1)
            {
                Aliases = [material.Id, Path.GetFileName(path), places.Key(path)],
            }));
        }

        // Volumes are timed against those of their study.
        var labels = found
            .GroupBy(c => c.Study, StringComparer.Ordinal)
            .SelectMany(study => Settle([.. study.Zip(PhaseLabeller.Label([.. study.Select(c => c.Volume)], overrides), (c, label) => c with { Label = label })]))
            .ToDictionary<PhaseLabel, object>(label => label.Candidate, ReferenceEqualityComparer.Instance);
        return [.. found.Select(c => c with { Label = labels[c.Volume] })];
    }

    private static IEnumerable<PhaseLabel> Settle(ImageCandidate[] study)
    {
        var arterial = Array.Exists(study, c => c.Label.Phase == ContrastPhase.Arterial);
        var seen = new HashSet<(string, ContrastPhase)>();
        foreach (var c in study)
        {
            var label = c.Label;
            // What a person said stands.
            if (label.Confidence < 1 && c.IsPhase)
            {
                if (c.Series is not null && !seen.Add((c.Series.Uid, label.Phase)))
                {
                    label = label with { Phase = ContrastPhase.Unknown, Confidence = 0, Reasons = [$"an earlier volume of the series is {label.Name}"] };
                }
                else if (label.Phase == ContrastPhase.EarlyArterial && !arterial)
                {
                    label = label with { Phase = ContrastPhase.Arterial, Confidence = Math.Min(label.Confidence, Uncertain), Reasons = [.. label.Reasons, "early arterial, the study has no later one"] };
                }
            }

            yield return label;
        }
    }

    private string NameOf(string path) => FileNaming.Stem(path) is var stem && stem.StartsWith(material.RawId, StringComparison.Ordinal) ? stem[material.RawId.Length..] : stem;

    /// <summary>Of the studies up to the day of surgery, that with the most required phases, then the latest.</summary>
    private string? ChooseStudy(List<ImageCandidate> candidates)
    {
        var studies = candidates
            .Where(c => c.Series is not null && c.IsPhase)
            .GroupBy(c => c.Study, StringComparer.Ordinal)
            .Select(group => (
                Uid: group.Key,
                Date: group.Max(c => c.Series!.StudyDate),
                Days: group.Min(c => Days(c.Series)),
                Phases: options.RequiredPhases.Count(phase => group.Any(c => string.Equals(c.Label.Name, phase, StringComparison.OrdinalIgnoreCase)))))
            .OrderByDescending(s => s.Phases)
            .ThenByDescending(s => s.Date)
            .ThenBy(s => s.Uid, StringComparer.Ordinal)
            .ToArray();
        var before = Array.FindAll(studies, s => s.Days is not < 0);
        if (before.Length == 0)
        {
            if (studies.Length > 0)
            {
                Add(ScanIssueKind.MriAfterSurgery, FormattableString.Invariant($"the only MRI is {-studies[0].Days} days after surgery: it is not used"));
            }

            return null;
        }

        if (studies.Length > 1)
        {
            Add(ScanIssueKind.SeveralCandidates, FormattableString.Invariant(
                $"{studies.Length} studies with MRI ({string.Join(", ", studies.Select(s => When(s.Days)))}); that {When(before[0].Days)} with {before[0].Phases} of {options.RequiredPhases.Count} required phases is used"));
        }

        if (before[0].Days > options.MaxMriDays)
        {
            Add(ScanIssueKind.MriTooOld, FormattableString.Invariant($"MRI {before[0].Days} days before surgery, {options.MaxMriDays} are allowed"));
        }

        return before[0].Uid;
    }

    private static string When(int? days) => days switch
    {
        null => "of unknown day",
        < 0 => FormattableString.Invariant($"{-days} days after surgery"),
        _ => FormattableString.Invariant($"{days} days before surgery"),
    };

    private ImageCandidate[] Choose(ImageCandidate[] candidates) =>
    [
        .. candidates
            .GroupBy(c => c.Label.Phase)
            // The phases in their order, then what has no phase by name.
            .OrderBy(group => group.Key < ContrastPhase.Subtraction ? group.Key : ContrastPhase.Subtraction)
            .ThenBy(group => PhaseNames.Of(group.Key), StringComparer.Ordinal)
            .Select(group =>
            {
                ImageCandidate[] ordered =
                [
                    .. group.OrderByDescending(c => c.Label.Confidence)
                        .ThenByDescending(c => c.Slices)
                        .ThenBy(c => c.Series?.Number ?? int.MaxValue)
                        .ThenBy(c => c.Series?.Uid ?? c.Path, StringComparer.Ordinal)
                        .ThenBy(c => c.Index),
                ];
                // Next to one that is named, what only its time puts into the phase is no rival.
                ImageCandidate[] rivals = [.. ordered.Skip(1).Where(c => c.Label.Confidence > Uncertain || ordered[0].Label.Confidence <= Uncertain)];
                if (rivals.Length > 0)
                {
                    Add(ScanIssueKind.SeveralCandidates, $"{ordered[0].Label.Name}: {ordered[0].Text} is taken, not {string.Join(", ", rivals.Take(8).Select(c => c.Text))}");
                }

                return ordered[0];
            }),
    ];

    private void Report(ImageCandidate[] chosen)
    {
        if (chosen.Length == 0 && !_issues.Exists(issue => issue.Kind == ScanIssueKind.MriAfterSurgery))
        {
            Add(ScanIssueKind.NoMri, "no MRI of a known phase");
        }

        foreach (var phase in options.RequiredPhases.Where(phase => chosen.Length > 0 && !Array.Exists(chosen, c => string.Equals(c.Label.Name, phase, StringComparison.OrdinalIgnoreCase))))
        {
            Add(ScanIssueKind.MissingPhase, $"no {phase} phase");
        }

        foreach (var c in chosen.Where(c => c.Label.Confidence <= Uncertain))
        {
            Add(ScanIssueKind.UncertainPhase, $"{c.Text} is taken as {c.Label.Name} ({string.Join(", ", c.Label.Reasons)}): confirm it in a phase file");
        }

        (string Phase, PixelScaling Rule)[] rules = [.. chosen.Where(c => c.Layout is not null).Select(c => (c.Label.Name, c.Layout!.Phases[c.Index].Scaling))];
        if (rules.DistinctBy(one => one.Rule).Count() > 1)
        {
            Add(ScanIssueKind.PixelValues, $"the phases have pixel values by different rules, which cannot be compared between them: {string.Join(", ", rules.Select(one => $"{one.Phase} {one.Rule}"))}");
        }

        foreach (var layout in chosen.Select(c => c.Layout).OfType<SeriesLayout>().Distinct())
        {
            foreach (var finding in layout.Findings)
            {
                Add(finding.Kind == SeriesFindingKind.PhasesByInstanceNumber ? ScanIssueKind.UncertainPhase : ScanIssueKind.Geometry, $"{Name(layout.Series)}: {finding.Kind}: {finding.Message}");
            }
        }
    }

    private ScannedFile[] Slides()
    {
        var slides = material.Slides.Select(path => new ScannedFile(PatientFileKind.Slide, SlideName(path), [path]))
            .Concat(material.Series.Where(series => series.Modality == SlideModality).Select(series => new ScannedFile(PatientFileKind.Slide, "dicom", [series.Files[0]])))
            .OrderBy(file => file.Sources[0], StringComparer.Ordinal)
            .ToArray();
        if (slides.Length == 0)
        {
            Add(ScanIssueKind.NoSlide, "no slide");
        }

        return slides;
    }

    private string SlideName(string path) => NameOf(path).TrimStart('_', '-', ' ', '.') is { Length: > 0 } block ? block : "slide";

    private ScannedSeries Describe(ImageCandidate c, ImageCandidate[] chosen) => new(
        c.Series is null ? places.Key(c.Path) : seriesId(c.Series.Uid),
        c.Series?.Number,
        c.Series?.Description ?? places.Of(c.Path),
        c.Index + 1,
        c.Slices,
        c.IsPhase ? c.Label.Name : null,
        c.IsPhase ? c.Label.Confidence : 0,
        string.Join(", ", c.Label.Reasons),
        Days(c.Series),
        Array.Exists(chosen, one => ReferenceEquals(one, c)));

    private ScannedSeries Unused(DicomSeries series, string reason) =>
        new(seriesId(series.Uid), series.Number, series.Description, 1, series.SliceCount, null, 0, reason, Days(series), false);
}
