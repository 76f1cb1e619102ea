using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Phases;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary>The options of <c>hccrisk extract</c> for many patients.</summary>
internal sealed class CohortOptions
{
    private readonly Option<string?> _cohort = new("--cohort") { Description = "Many patients: manifest CSV patient_id,kind,name,path[,label]; kinds mri, mask, reference_mask, organ_mask. Or a batch of pyradiomics: Image,Mask[,Label]." };
    private readonly Option<string?> _folder = new("--folder") { Description = "Many patients: folder with NAME_image and NAME_label (or NAME_mask) files, or a folder a patient with its series and 'mask'." };
    private readonly Option<string?> _store = new("--store") { Description = "Folder of the feature store; a stopped run goes on where it was." };
    private readonly Option<string?> _series = new("--series") { Description = "Series every patient must have, with comma between. Default: those that every patient has." };
    private readonly Option<string?> _optional = new("--optional-series") { Description = "Series a patient may lack. Default: those that only some have; none when --series is given." };
    private readonly Option<string?> _options = new("--options") { Description = "JSON of radiomics options, as 'radiomics' in a study file; or --preset or --params." };
    private readonly Option<string?> _csv = new("--csv") { Description = "Also write the table as CSV." };
    private readonly Option<string?> _provenance = new("--provenance") { Description = "Also write how the images came about as CSV: scanner, field, TE, TR, spacing, phase and scale rule." };
    private readonly Option<string?> _signs = new("--signs") { Description = $"Also measure liver signs (washout, rim, capsule, corona) against: {OptionChange.Names<LiverReference>()}." };
    private readonly Option<string?> _normalisation = new("--normalisation") { Description = $"How intensities are normalised, before 'normalisation' of the options: {OptionChange.Names<IntensityNormalisation>()}." };
    private readonly Option<string?> _fitNyul = new("--fit-nyul") { Description = "Extract nothing: learn the standard scale of Nyul from these patients' images, and write the options with it to this file." };
    private readonly Option<int?> _parallel = new("--parallel", "-j") { Description = "Patients processed at the same time. Default: number of processors." };
    private readonly Option<string?> _shard = Shard.Option();
    private readonly Option<string?> _log = FileLog.Option();
    private readonly Option<bool> _retry = new("--retry") { Description = "Try patients again that were excluded before. Those whose files could not be read are tried again anyway." };
    private readonly Option<bool> _verify = new("--verify") { Description = "Read every file and compare it with what the store was made from, also where size and modification time are as they were." };

    private Option[] All => [_cohort, _folder, _store, _series, _optional, _options, _csv, _provenance, _signs, _normalisation, _fitNyul, _parallel, _shard, _retry, _verify, _log];

    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>Throws where an option for many patients is given to one lesion.</summary>
    public void RequireNone(ParseResult parsed)
    {
        if (Array.Find(All, option => parsed.GetResult(option) is { Implicit: false }) is { } lost)
        {
            throw new StudyProtocolException($"{lost.Name} is for many patients, not for one image and mask.");
        }
    }

    /// <summary>What is asked for; null when it is one lesion.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="label">Value of the lesion's voxels.</param>
    /// <param name="resample">Whether masks of other voxels than the image's are brought onto its grid.</param>
    /// <param name="single">Options of one lesion: they go with an image alone.</param>
    /// <param name="names">What names the features, for one lesion or many.</param>
    public CohortExtraction? Read(ParseResult parsed, string? label, bool resample, Option[] single, NamingOptions names)
    {
        bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };

        var (cohort, folder) = (parsed.GetValue(_cohort), parsed.GetValue(_folder));
        if (cohort is null && folder is null)
        {
            if (All.FirstOrDefault(Given) is { } lost)
            {
                throw new StudyProtocolException($"{lost.Name} goes with --cohort or --folder.");
            }

            string[] missing = [.. single.Take(2).Concat(Given(names.Parameters) ? [] : [names.Preset]).Where(o => !Given(o)).Select(o => o.Name)];
            return missing.Length == 0 ? null : throw new StudyProtocolException(
                $"Give --image, --mask and --preset for one lesion, or --cohort or --folder with --store for many; {string.Join(" and ", missing)} is missing.");
        }

        if (cohort is not null && folder is not null)
        {
            throw new StudyProtocolException("Give --cohort or --folder, not both.");
        }

        if (single.FirstOrDefault(Given) is { } other)
        {
            throw new StudyProtocolException($"{other.Name} is for one lesion.");
        }

        if (cohort is not null && label is not null)
        {
            throw new StudyProtocolException("--label is for one lesion or a folder; a manifest has a 'label' column.");
        }

        Option[] ofExtraction = [_store, _csv, _provenance, _shard, _retry, _verify];
        if (Given(_fitNyul) && Array.Find(ofExtraction, Given) is { } idle)
        {
            throw new StudyProtocolException($"{idle.Name} does not go with {_fitNyul.Name}, which extracts nothing: extract with the options it writes.");
        }

        var (series, optional) = (NamesOf(parsed.GetValue(_series)), NamesOf(parsed.GetValue(_optional)));
        var change = new OptionChange(
            Given(_signs) ? _signs.Name : Given(_normalisation) ? _normalisation.Name : null,
            OptionChange.Choice<LiverReference>(_signs.Name, parsed.GetValue(_signs)),
            OptionChange.Choice<IntensityNormalisation>(_normalisation.Name, parsed.GetValue(_normalisation)));
        var jobs = parsed.GetValue(_parallel) ?? Environment.ProcessorCount;
        return new CohortExtraction
        {
            Store = parsed.GetValue(_store) ?? (Given(_fitNyul) ? string.Empty : null) ?? throw new StudyProtocolException("Name the folder of the feature store with --store."),
            MaxParallelism = jobs >= 1 ? jobs : throw new StudyProtocolException(string.Create(CultureInfo.InvariantCulture, $"--parallel is {jobs}; it must be 1 or more.")),
            Shard = Shard.Of(parsed.GetValue(_shard)),
            Job = names.Job(parsed, parsed.GetValue(_options), resample, change),
            FitNyul = parsed.GetValue(_fitNyul) is { } scale ? (scale, names.Options(parsed, parsed.GetValue(_options), resample, change with { Name = _fitNyul.Name })) : null,
            Series = series,
            Optional = optional,
            Csv = parsed.GetValue(_csv),
            Provenance = parsed.GetValue(_provenance),
            Log = parsed.GetValue(_log),
            Retry = parsed.GetValue(_retry),
            Verify = parsed.GetValue(_verify),
            Cohort = Checked(parsed, names, cohort is not null ? Load(cohort, series, optional) : RadiomicsFolder.Find(folder!, LabelOf(label))),
        };
    }

    /// <summary>The patients, when no file that is written is one that is read.</summary>
    private Cohort Checked(ParseResult parsed, NamingOptions names, Cohort patients)
    {
        var cohort = parsed.GetValue(_cohort);
        new OutputFiles()
            .Reads(_cohort.Name, cohort)
            .Reads(_options.Name, parsed.GetValue(_options))
            .Reads(names.Parameters.Name, parsed.GetValue(names.Parameters))
            .Reads((cohort is null ? _folder : _cohort).Name, cohort is null ? patients.Patients : FileLog.PatientsOf(cohort))
            .Writes(_store.Name, parsed.GetValue(_store) ?? string.Empty, [])
            .Writes(_fitNyul.Name, parsed.GetValue(_fitNyul))
            .Writes(_csv.Name, parsed.GetValue(_csv))
            .Writes(_provenance.Name, parsed.GetValue(_provenance))
            .Writes(_log.Name, parsed.GetValue(_log));
        return patients;
    }

    /// <summary>Patients of a manifest; an absent file of a series that a patient may lack leaves nobody out.</summary>
    private static Cohort Load(string manifest, string[]? series, string[]? optional)
    {
        if (RadiomicsBatch.Is(manifest))
        {
            return RadiomicsBatch.Load(manifest);
        }

        static bool Has(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

        return Cohort.LoadFiles(manifest, new CohortLoadOptions
        {
            MayBeAbsent = series is not null ? name => !Has(series, name) : optional is not null ? name => Has(optional, name) : null,
        });
    }

    private static string[]? NamesOf(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int? LabelOf(string? label) => label is null ? null
        : int.TryParse(label, CultureInfo.InvariantCulture, out var value) ? value
        : throw new StudyProtocolException($"--label is '{label}'; of a folder it is a whole number.");
}
