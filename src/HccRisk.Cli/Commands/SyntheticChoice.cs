using System.CommandLine;
using System.Globalization;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Synthetic;

namespace HccRisk.Cli.Commands;

/// <summary>The options that say what synthetic cohort is made.</summary>
internal sealed class SyntheticChoice
{
    private static readonly SyntheticOptions Default = new();

    private readonly Option<string> _generator = new Option<string>("--generator")
    {
        Description = "Generator of the synthetic images: first (plain) or second (harder, with more anatomy). Default first.",
        DefaultValueFactory = _ => "first",
    }.AcceptOnlyFromAmong("first", "second");

    private readonly Option<double> _shift = Real("--shift", Default.Shift, "How far the external site differs in scanner, stain and readers, 0 to 2.");
    private readonly Option<double> _clinicalEffect = Real("--clinical-effect", Default.ClinicalEffect, "Factor of the clinical and pathological log hazard ratios, 0 to 2.");
    private readonly Option<double> _mriEffect = Real("--mri-effect", Default.MriEffect, "Factor of the log hazard ratio of the MRI marker, 0 to 2.");
    private readonly Option<double> _wsiEffect = Real("--wsi-effect", Default.WsiEffect, "Factor of the log hazard ratio of the slide marker, 0 to 2.");
    private readonly Option<double> _prevalence = Real("--prevalence", Default.Prevalence, "Factor of the hazard of aggressive recurrence, 0.25 to 4.");
    private readonly Option<double> _missingValues = Real("--missing-values", Default.MissingValues, "Share of missing laboratory values and grades, 0 to 0.5.");
    private readonly Option<double> _missingMri = Real("--missing-mri", Default.MissingMri, "Share of patients without MRI, 0 to 0.9.");
    private readonly Option<double> _missingSlides = Real("--missing-slides", Default.MissingSlides, "Share of patients without slide, 0 to 0.9.");
    private readonly Option<double> _readerError = Real("--reader-error", Default.ReaderError, "SD in mm of a reader's margin of the lesion about the true one, 0 to 4; second generator.");
    private readonly Option<int> _readers = new("--readers") { Description = "Readers who draw every lesion anew, 0 to 5 (lesion_reader1.nii.gz, ..., readers.csv). Default 0.", DefaultValueFactory = _ => 0 };

    private Option[] All =>
        [_generator, _shift, _clinicalEffect, _mriEffect, _wsiEffect, _prevalence, _missingValues, _missingMri, _missingSlides, _readerError, _readers];

    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was asked.</summary>
    public SyntheticOptions Of(ParseResult parsed) => new()
    {
        Generator = parsed.GetValue(_generator) == "second" ? SyntheticGenerator.Second : SyntheticGenerator.First,
        Shift = parsed.GetValue(_shift),
        ClinicalEffect = parsed.GetValue(_clinicalEffect),
        MriEffect = parsed.GetValue(_mriEffect),
        WsiEffect = parsed.GetValue(_wsiEffect),
        Prevalence = parsed.GetValue(_prevalence),
        MissingValues = parsed.GetValue(_missingValues),
        MissingMri = parsed.GetValue(_missingMri),
        MissingSlides = parsed.GetValue(_missingSlides),
        ReaderError = parsed.GetValue(_readerError),
        Readers = parsed.GetValue(_readers),
    };

    /// <summary>None of these means anything for real patients.</summary>
    public void RefuseWithout(ParseResult parsed, string synthetic)
    {
        if (Array.Find(All, o => parsed.GetResult(o) is { Implicit: false }) is { } given)
        {
            throw new StudyProtocolException($"{given.Name} needs {synthetic}: it says what invented patients are made.");
        }
    }

    private static Option<double> Real(string name, double standard, string description) =>
        new(name) { Description = string.Create(CultureInfo.InvariantCulture, $"{description} Default {standard}."), DefaultValueFactory = _ => standard };
}
