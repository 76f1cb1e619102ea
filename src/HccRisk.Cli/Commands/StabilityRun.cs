using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Privacy;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Storage;
using HccRisk.Features.Agreement;
using HccRisk.Plots;
using HccRisk.Radiomics.Stability;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary>What <c>hccrisk stability</c> measures and writes.</summary>
internal sealed record StabilityRun
{
    private const int FewPatients = 10;

    private static readonly string[] Classes = ["shape2D", "shape", "firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm"];

    public required IccForm Form { get; init; }

    public required double Least { get; init; }

    public string? Csv { get; init; }

    public string? Written { get; init; }

    public string? Plot { get; init; }

    public required string Title { get; init; }

    /// <summary>Throws where the picture has another form than those there are, before anything is computed.</summary>
    public void RequirePicture()
    {
        if (Plot is not null && !IsPng(Plot) && !Plot.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
        {
            throw new StudyProtocolException($"--plot is '{Plot}': it must end in .svg or .png.");
        }
    }

    /// <summary>The features of each patient under perturbations; who cannot be measured is named on standard error.</summary>
    public RepeatedFeatures Perturb(PerturbedExtractor extractor, Cohort cohort, string? series, CancellationToken cancellationToken)
    {
        var listed = cohort.Patients.SelectMany(p => p.FilesOf(PatientFileKind.Mri)).Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase);
        string[] names = series?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [.. listed.Where(s => cohort.Patients.All(p => p.File(PatientFileKind.Mri, s) is not null))];
        if (names.Length == 0)
        {
            throw new StudyProtocolException("No MRI series is listed for every patient: name those to measure with --series.");
        }

        foreach (var excluded in cohort.Exclusions)
        {
            Console.Error.WriteLine($"excluded: {excluded.PatientId} ({excluded.Stage}): {FilePlaces.HidePaths(excluded.Reason)}");
        }

        var (patients, values) = (new List<string>(), new List<double>());
        foreach (var patient in cohort.Patients)
        {
            try
            {
                var measured = extractor.Extract(patient, names, cancellationToken);
                patients.Add(patient.Id);
                values.AddRange(measured.SelectMany(m => m.Values));
                foreach (var missing in measured.SelectMany(m => m.Missing).Distinct(StringComparer.Ordinal).Take(1))
                {
                    Console.Error.WriteLine($"missing values: {patient.Id}: {FilePlaces.HidePaths(missing)}");
                }
            }
            catch (Exception e) when (e is BadInputException or InvalidDataException or IOException or ArgumentException)
            {
                var reason = $"{patient.Id}: {FilePlaces.HidePaths(CommandErrors.MessageOf(e))}";
                if (PassingFailure.Is(e))
                {
                    throw new StudyProtocolException(reason, e);
                }

                Console.Error.WriteLine($"excluded: {reason}");
            }
        }

        return patients.Count == 0
            ? throw new StudyProtocolException("No patient could be measured.")
            : new RepeatedFeatures([.. extractor.Columns(names).Select(c => c.Name)], patients, [.. extractor.Moves.Select(m => m.Number.ToString(CultureInfo.InvariantCulture))], [.. values]);
    }

    /// <returns>The exit code.</returns>
    /// <exception cref="StudyProtocolException">One patient has every repeat: agreement is that between patients. What was measured is written all the same.</exception>
    public int Write(RepeatedFeatures repeats, TextWriter output)
    {
        foreach (var excluded in repeats.Exclusions)
        {
            Console.Error.WriteLine($"excluded: {excluded.PatientId}: {excluded.Reason}");
        }

        if (Written is not null)
        {
            AtomicFile.WriteText(Written, repeats.ToCsv());
        }

        if (repeats.Patients.Count < 2)
        {
            throw new StudyProtocolException(FormattableString.Invariant($"Agreement is judged between patients, 2 or more: {repeats.Patients.Count} has every repeat."));
        }

        if (repeats.Patients.Count < FewPatients)
        {
            Console.Error.WriteLine(FormattableString.Invariant($"note: limits of {repeats.Patients.Count} patients say little; {FewPatients} or more are usual"));
        }

        var all = repeats.Measure();

        if (Csv is not null)
        {
            AtomicFile.WriteText(Csv, Table(all));
        }

        if (Plot is not null)
        {
            var image = AgreementPlot.Render([.. all.Select(f => new AgreementPoint(GroupOf(f.Name), f.Agreement.Icc(Form).Value, f.Agreement.Icc(Form).Lower))], Least, Title);
            if (IsPng(Plot))
            {
                AtomicFile.Write(Plot, stream => stream.Write(image.Png.Span));
            }
            else
            {
                AtomicFile.WriteText(Plot, image.Svg);
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{all.Count(IsKept)} of {all.Count} features are reproducible: the lower 95% limit of {NameOf(Form)} is {Least} or more ({repeats.Patients.Count} patients, {repeats.Repeats.Count} repeats)"));
        foreach (var group in all.GroupBy(f => GroupOf(f.Name), StringComparer.Ordinal))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {group.Key}: {group.Count(IsKept)} of {group.Count()}"));
        }

        return 0;
    }

    private bool IsKept(FeatureAgreement feature) => feature.Agreement.Icc(Form).Lower >= Least;

    private string Table(IReadOnlyList<FeatureAgreement> all) => CsvText.Of(
        [
            "feature", "patients", "repeats", "icc_1_1", "icc_1_1_lower", "icc_1_1_upper", "icc_2_1", "icc_2_1_lower", "icc_2_1_upper", "icc_3_1", "icc_3_1_lower", "icc_3_1_upper",
            "ccc", "ccc_lower", "ccc_upper", "within_sd", "within_cv", "repeatability_coefficient", "reproducible",
        ],
        all.Select(f => (object?[])
        [
            f.Name, f.Agreement.Subjects, f.Agreement.Repeats, .. Cells(f.Agreement.OneWay), .. Cells(f.Agreement.Agreement), .. Cells(f.Agreement.Consistency),
            .. Cells(f.Agreement.Concordance), Cell(f.Agreement.WithinDeviation), Cell(f.Agreement.WithinVariation), Cell(f.Agreement.RepeatabilityCoefficient), IsKept(f) ? 1 : 0,
        ]));

    private static object?[] Cells(BoundedEstimate estimate) => [Cell(estimate.Value), Cell(estimate.Lower), Cell(estimate.Upper)];

    private static double? Cell(double value) => double.IsFinite(value) ? value : null;

    private static string NameOf(IccForm form) => form switch
    {
        IccForm.OneWay => "ICC(1,1)",
        IccForm.Agreement => "ICC(2,1)",
        _ => "ICC(3,1)",
    };

    /// <summary>The family of a feature by its name: <c>arterial.glcm_joint_max</c> and <c>original_glcm_Contrast</c> are of glcm.</summary>
    private static string GroupOf(string name)
    {
        var words = name[(name.LastIndexOf('.') + 1)..].Split('_');
        return Array.Find(Classes, c => words.Contains(c, StringComparer.Ordinal)) ?? words[0];
    }

    private static bool IsPng(string path) => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
}
