using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Cohorts;
using HccRisk.Core.IO;
using HccRisk.Core.Naming;
using HccRisk.Core.Printing;
using HccRisk.Core.Storage;
using HccRisk.Pathomics;
using HccRisk.Radiomics;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Studies.Protocol;

/// <summary>What a study does, decided before it runs: the content of a <c>study.json</c>.</summary>
public sealed record StudyProtocol
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Title of the study and its report.</summary>
    public string Title { get; init; } = "Recurrence after resection of hepatocellular carcinoma";

    /// <summary>Whether the patients are synthetic; every page of the report then says so. Default false.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Clinical CSV, relative to the protocol file.</summary>
    public required string Clinical { get; init; }

    /// <summary>Manifest of images, masks and slides, relative to the protocol file; null when there are none.</summary>
    public string? Manifest { get; init; }

    /// <summary>"hcc" for the built-in schema, or a schema JSON relative to the protocol file. Default "hcc".</summary>
    public string Schema { get; init; } = "hcc";

    /// <summary>A user's own clinical scores (JSON), relative to the protocol file, beside those of the library; null for none. They are compared, never inputs.</summary>
    public string? Scores { get; init; }

    /// <summary>Times of follow-up scans (CSV <c>patient_id,time</c>), relative to the protocol file; null when they are not known.</summary>
    public string? Scans { get; init; }

    /// <summary>
    /// CSV files with repeated measurements of radiomics features (readers, sessions, or perturbations as <c>hccrisk stability --write-repeats</c> has them), relative to the
    /// protocol file: features that do not agree in training patients are left out, inside each fold. Default none: nothing is left out for that.
    /// </summary>
    public IReadOnlyList<string>? RepeatedMeasurements { get; init; }

    /// <summary>
    /// Sites the models are developed on. Empty, the default, takes every site and is refused when there are external ones: then they must be named, or
    /// <c>"*"</c> confirms that all others are meant.
    /// </summary>
    public IReadOnlyList<string> DevelopmentSites { get; init; } = [];

    /// <summary>Sites kept aside and evaluated once. Default none: the study is then validated by cross-validation only.</summary>
    public IReadOnlyList<string> ExternalSites { get; init; } = [];

    /// <summary>Sites of the clinical file that the study leaves out on purpose. Default none: a site near a named one is then an error.</summary>
    public IReadOnlyList<string> ExcludedSites { get; init; } = [];

    /// <summary>
    /// Clinical columns whose units were checked by hand: values that look like those of two units no longer refuse them. Default none.
    /// </summary>
    public IReadOnlyList<string> ConfirmedUnits { get; init; } = [];

    /// <summary>Event code of interest; other codes compete. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>The main horizon, in the endpoint's unit. Default 24.</summary>
    public double Horizon { get; init; } = 24;

    /// <summary>Horizons at which performance is reported. Default 12, 24, 36.</summary>
    public IReadOnlyList<double> Horizons { get; init; } = [12, 24, 36];

    /// <summary>Who is a control of the AUC at a horizon: those event-free or with another cause (the default), or the event-free only.</summary>
    public AucControls AucControls { get; init; } = AucControls.EventFreeOrOtherCause;

    /// <summary>The models. Default PRE and POST.</summary>
    public IReadOnlyList<ModelSpecification> Models { get; init; } = [ModelSpecification.Pre, ModelSpecification.Post];

    /// <summary>
    /// Whether each model is taken apart as well: the clinical block alone, with MRI, with slides, all, fitted and judged on the same patients. Default true.
    /// </summary>
    public bool AblationLadder { get; init; } = true;

    /// <summary>How the models are made; a model may differ by options of its own.</summary>
    public ModelingOptions Modeling { get; init; } = new();

    /// <summary>
    /// What the models are compared with on the same patients. Default null: every clinical score that can be computed, microvascular invasion and stage, as far as
    /// the file has them; an empty list is none.
    /// </summary>
    public IReadOnlyList<Comparator>? Comparators { get; init; }

    /// <summary>
    /// Parts of the patients in which the models are judged apart, with a test of interaction: a clinical column (<c>mvi</c>), or one that is cut
    /// (<c>tumour_size_cm > 5</c>). Nothing is fitted in them, so columns that are known only after surgery may be named for every model. Default null: microvascular
    /// invasion, several tumours, more than 5 cm, AFP of 400 or more, age of 65 or more, sex and cirrhosis, as far as the file has them; an empty list is none.
    /// </summary>
    public IReadOnlyList<string>? Subgroups { get; init; }

    /// <summary>Folds of the cross-validation on development patients; with candidates, the outer folds. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Repeats of the cross-validation. Default 5.</summary>
    public int Repeats { get; init; } = 5;

    /// <summary>With candidates: folds within the training patients of each outer fold, by which a learner is chosen. Default 5.</summary>
    public int InnerFolds { get; init; } = 5;

    /// <summary>With candidates: repeats of the inner folds. Default 1.</summary>
    public int InnerRepeats { get; init; } = 1;

    /// <summary>
    /// Bootstrap samples of development patients, each with a fit of everything, by which the apparent performance is corrected for optimism beside the
    /// cross-validation, which does so at no further cost: 0 for none (the default), or 2 or more; 200 for a publication, at the cost of as many fits of each model.
    /// </summary>
    public int Bootstrap { get; init; }

    /// <summary>
    /// Whether the models are also cross-validated and fitted anew by each other reading of the endpoint that changes somebody's outcome. Default false: their predictions are held
    /// against the other outcomes as they are.
    /// </summary>
    public bool RefitSensitivity { get; init; }

    /// <summary>
    /// Share of development patients that the flag of patients unlike those in development would call so by mistake, between 0 and 0.5. Default 0.05.
    /// </summary>
    public double OutOfDistributionRate { get; init; } = 0.05;

    /// <summary>Fraction of development patients called high risk by the frozen cut. Default 0.25.</summary>
    public double HighRiskFraction { get; init; } = 0.25;

    /// <summary>The one seed of every random choice. Default 7.</summary>
    public int Seed { get; init; } = 7;

    /// <summary>How radiomics are computed.</summary>
    public RadiomicsOptions Radiomics { get; init; } = new();

    /// <summary>
    /// Slide backbone: an .onnx file relative to the protocol, with its manifest (.json) beside it, or a name the run knows (the command:
    /// <c>resnet18</c>); null for the embedded default.
    /// </summary>
    public string? Backbone { get; init; }

    /// <summary>How slides are embedded.</summary>
    public PathomicsOptions Pathomics { get; init; } = new();

    /// <summary>Reads a protocol.</summary>
    /// <param name="path">A JSON file.</param>
    /// <exception cref="StudyProtocolException">The file is absent or not a protocol; one line that says where.</exception>
    public static StudyProtocol Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        NearbyFiles.Require(path, "study file", "*.json");

        try
        {
            var protocol = JsonText.Read<StudyProtocol>(path, Json);
            protocol.Validate();
            return protocol;
        }
        catch (InvalidDataException e)
        {
            var all = ProtocolFaults.Find(File.ReadAllText(path), Json);
            var more = all.Any(fault => !e.Message.Contains(fault, StringComparison.Ordinal));
            throw new StudyProtocolException($"'{path}' is not a study protocol: {(more ? e.Message.TrimEnd('.') + "." : e.Message)}{(more ? $" In all: {string.Join("; ", all)}." : "")}", e);
        }
        catch (ArgumentException e)
        {
            throw new StudyProtocolException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>Writes the protocol as JSON.</summary>
    /// <param name="path">Where to.</param>
    public void Save(string path) => AtomicFile.WriteText(path, ToJson());

    /// <summary>The protocol as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json).ReplaceLineEndings("\n") + "\n";

    /// <summary>Checks every part at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        if (Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }
    }

    /// <summary>What is wrong, one a fault, each with its place in the file.</summary>
    internal IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        void Check(bool good, FormattableString fault)
        {
            if (!good)
            {
                faults.Add(fault.ToString(CultureInfo.InvariantCulture));
            }
        }

        Check(!string.IsNullOrWhiteSpace(Clinical), $"'clinical' is empty");
        Check(Cause >= 1, $"'cause' is {Cause}, it must be 1 or greater");
        Check(Horizon > 0 && double.IsFinite(Horizon), $"'horizon' is {Horizon}, it must be above 0");
        Check(Horizons.All(h => h > 0 && double.IsFinite(h)), $"'horizons' must all be above 0");
        Check(Horizons.Contains(Horizon), $"'horizons' must contain the main 'horizon' {Horizon}");
        Check(Folds >= 2, $"'folds' is {Folds}, it must be 2 or more");
        Check(Repeats >= 1, $"'repeats' is {Repeats}, it must be 1 or more");
        Check(InnerFolds >= 2, $"'innerFolds' is {InnerFolds}, it must be 2 or more");
        Check(InnerRepeats >= 1, $"'innerRepeats' is {InnerRepeats}, it must be 1 or more");
        Check(Bootstrap is 0 or >= 2, $"'bootstrap' is {Bootstrap}, it must be 0 (none), or 2 or more");
        Check(OutOfDistributionRate is > 0 and <= 0.5, $"'outOfDistributionRate' is {OutOfDistributionRate}, it must lie above 0 and at most be 0.5");
        faults.AddRange((Subgroups ?? []).Index().Where(g => SubgroupRule.Parse(g.Item) is null).Select(g => FormattableString.Invariant(
            $"'subgroups[{g.Index}]' is '{g.Item}': write the name of a column, or a column, one of >, >=, <, <= and a number ('tumour_size_cm > 5')")));
        Check(HighRiskFraction is > 0 and < 1, $"'highRiskFraction' is {HighRiskFraction}, it must lie between 0 and 1");
        Check(Models.Count > 0, $"'models' is empty");
        Check(Models.All(m => m is not null), $"'models' holds null");
        Check(DevelopmentSites.All(s => s is not null), $"'developmentSites' holds null");
        Check(ExternalSites.All(s => s is not null), $"'externalSites' holds null");
        faults.AddRange(Twice(Models.Select(m => m?.Name ?? "")).Select(name => $"'models' has two models of the same name '{name}': give one another"));
        Check(ConfirmedUnits.All(s => s is not null), $"'confirmedUnits' holds null");
        Check(ExcludedSites.All(s => s is not null), $"'excludedSites' holds null");
        faults.AddRange(DevelopmentSites.Intersect(ExternalSites, StringComparer.Ordinal).Select(
            site => $"site '{site}' is both development and external: take it out of 'developmentSites' or 'externalSites'"));
        Check(!ExternalSites.Concat(ExcludedSites).Contains(SiteRoles.AllOthers, StringComparer.Ordinal), $"'{SiteRoles.AllOthers}' stands for all others in 'developmentSites' only");
        foreach (var (index, model) in Models.Index().Where(m => m.Item is not null))
        {
            faults.AddRange(model.Faults(FormattableString.Invariant($"models[{index}]")));
            faults.AddRange(DesignFaults(index, model));
        }

        faults.AddRange(Modeling.Faults("modeling"));
        if (RepeatedMeasurements is { Count: 0 } || RepeatedMeasurements?.Any(string.IsNullOrWhiteSpace) == true)
        {
            faults.Add("'repeatedMeasurements' must name one CSV file or more");
        }

        faults.AddRange((Comparators ?? []).Index().SelectMany(c => c.Item?.Faults(FormattableString.Invariant($"comparators[{c.Index}]")) ?? ["'comparators' holds null"]));
        faults.AddRange(Twice((Comparators ?? []).Select(c => c?.Label ?? "")).Select(name => $"two 'comparators' have the same name '{name}': give one another 'name'"));
        AddFault(faults, Radiomics.Validate);
        AddFault(faults, Pathomics.Validate);
        return faults;
    }

    /// <summary>The options of a model with those of the study behind them.</summary>
    internal ModelingOptions ModelingOf(ModelSpecification model) => (model.Modeling ?? new ModelingOptions()).Or(Modeling);

    /// <summary>Options of a model and the study that do not go together.</summary>
    private IEnumerable<string> DesignFaults(int index, ModelSpecification model)
    {
        var options = ModelingOf(model);
        var at = FormattableString.Invariant($"models[{index}]");
        if (options is { MissingModality: MissingModality.Late, Fusion: Fusion.Early })
        {
            yield return $"'{at}': 'missingModality' is late and 'fusion' is early: late fusion alone does without a modality";
        }

        if (options.PublishedScore is not null && (options.Fusion == Fusion.Late || options.MissingModality == MissingModality.Late))
        {
            yield return $"'{at}': 'publishedScore' has no place in late fusion";
        }

        if (options.Uses(LearnerNames.GradedEnsemble) && options.PrespecifiedOn is null)
        {
            yield return $"'{at}': learner '{LearnerNames.GradedEnsemble}' needs 'prespecifiedOn', the date on which its clinical columns were named ('prespecified', or 'prespecified' of columns of the schema)";
        }
    }

    /// <summary>Names that are there more than once; the empty name is told elsewhere.</summary>
    private static IEnumerable<string> Twice(IEnumerable<string> names) =>
        names.Where(n => n.Length > 0).GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Skip(1).Any()).Select(g => g.Key);

    private static void AddFault(List<string> faults, Action validate)
    {
        try
        {
            validate();
        }
        catch (ArgumentException e)
        {
            faults.Add(e.Message.TrimEnd('.'));
        }
    }

    internal CohortSchema ResolveSchema(string folder) =>
        string.Equals(Schema, "hcc", StringComparison.OrdinalIgnoreCase) ? CohortSchema.Hcc : CohortSchema.Load(Path.Combine(folder, Schema));

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: models {string.Join(", ", Models.Select(m => m.Name))}, horizon {Printed.Number(Horizon)}, development {string.Join(", ", DevelopmentSites)}, external {string.Join(", ", ExternalSites)}";
}
