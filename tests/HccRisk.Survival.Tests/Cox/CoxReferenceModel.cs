using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Cox;

namespace HccRisk.Survival.Tests.Cox;

/// <summary>Every Cox model of the references: which data, columns and options reproduce it.</summary>
public sealed record CoxReferenceModel(string Data, string Path, string Time, string Status)
{
    public static IReadOnlyList<CoxReferenceModel> All { get; } =
    [
        new("hepatoCellular", "cox/rfs", "RFS", "Recurrence"),
        new("hepatoCellular", "cox/os", "OS", "Death"),
        new("hepatoCellular", "cox/exact", "RFS", "Recurrence"),
        new("lung", "cox/efron", "time", "death"),
        new("lung", "cox/breslow", "time", "death"),
        new("lung", "cox/exact", "time", "death"),
        new("lung", "cox/cluster_inst", "time", "death") { Cluster = "inst" },
        new("lung", "cox/strata_inst", "time", "death") { Strata = ["inst"] },
        new("pbc", "cox/efron", "time", "death"),
        new("pbc", "cox/breslow", "time", "death"),
        new("pbc", "cox/exact", "time", "death"),
        new("pbc", "cox/strata", "time", "death") { Strata = ["stage"] },
        // coxph takes the robust variance by itself when weights are not whole numbers.
        new("pbc", "cox/weighted", "time", "death") { Weight = "w", Robust = true },
        new("pbc", "cox/weighted_robust", "time", "death") { Weight = "w", Robust = true },
        new("pbc", "cox/robust", "time", "death") { Robust = true },
        new("pbc", "cox/cluster", "time", "death") { Cluster = "id", Clusters = 40 },
        new("rotterdam", "cox/efron", "rfst", "rfs"),
        new("rotterdam", "cox/strata", "rfst", "rfs") { Strata = ["grade3", "meno"] },
        new("rotterdam", "cox/cause1", "rfst", "cause") { Cause = 1 },
        new("rotterdam", "cox/cause2", "rfst", "cause") { Cause = 2 },
        new("veteran", "cox/efron", "time", "status"),
        new("veteran", "cox/efron_ties", "tm", "status"),
        new("veteran", "cox/breslow_ties", "tm", "status"),
        new("veteran", "cox/exact_ties", "tm", "status"),
        new("veteran", "cox/strata", "time", "status") { Strata = ["cell"] },
        new("heart", "heart/efron", "stop", "event") { Entry = "start" },
        new("heart", "heart/breslow", "stop", "event") { Entry = "start" },
        new("heart", "heart/cluster", "stop", "event") { Entry = "start", Cluster = "id" },
        new("heart", "heart_strata", "stop", "event") { Entry = "start", Strata = ["surgery"] },
        new("bladder", "bladder_wlw", "stop", "event") { Strata = ["enum"], Cluster = "id" },
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, All.Count)];

    public string? Entry { get; init; }

    public string? Weight { get; init; }

    public string? Cluster { get; init; }

    /// <summary>Number of clusters, when the cluster is the remainder of the column by it.</summary>
    public int Clusters { get; init; } = int.MaxValue;

    public IReadOnlyList<string> Strata { get; init; } = [];

    public int Cause { get; init; }

    public bool Robust { get; init; }

    public SurvivalReference Load() => Reference.Load(Data is "heart" or "bladder" ? "startstop" : Data, Data);

    public JsonElement Expected(SurvivalReference reference) => reference.At(Path.Split('/'));

    public string[] Names(SurvivalReference reference) => [.. Expected(reference).GetProperty("coef").EnumerateObject().Select(p => p.Name)];

    public CoxModel Fit(SurvivalReference reference)
    {
        var names = Names(reference);
        var outcome = reference.Outcome(Time, Status);
        outcome = Cause > 0 ? outcome.WithCause(Cause) : outcome;
        outcome = Entry is null ? outcome : outcome.WithEntries(reference.Column(Entry));
        outcome = Weight is null ? outcome : outcome.WithWeights(reference.Column(Weight));
        var rows = new CoxRows
        {
            Strata = Strata.Count == 0 ? null : [.. Enumerable.Range(0, reference.Count).Select(i => StratumOf(reference, i))],
            Clusters = Cluster is null ? null : Array.ConvertAll(reference.Column(Cluster), v => (int)v % Clusters),
        };
        var ties = Expected(reference).GetProperty("ties").GetString() switch
        {
            "efron" => TieHandling.Efron,
            "breslow" => TieHandling.Breslow,
            _ => TieHandling.Exact,
        };
        var options = new CoxOptions { Ties = ties, Robust = Robust };
        return CoxModel.Fit(reference.Matrix(names), names.Length, outcome, rows, options, names, TestContext.Current.CancellationToken);
    }

    public override string ToString() => Data + "/" + Path;

    public int StratumOf(SurvivalReference reference, int row) =>
        Strata.Aggregate(0, (label, name) => (10 * label) + (int)reference.Column(name)[row]);
}
