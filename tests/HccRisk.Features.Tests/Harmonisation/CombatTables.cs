using System.Globalization;
using System.Text.Json;
using HccRisk.Features.Harmonisation;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Features.Tests.Harmonisation;

/// <summary>Tables of reference/combat (slots in rows, patients in columns) and ComBat on them in double precision.</summary>
internal static class CombatTables
{
    public static string Folder
    {
        get
        {
            var folder = SharedData.TryPath("reference", "combat");
            Assert.SkipWhen(folder is null, SharedData.MissingReason);
            return folder;
        }
    }

    public static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file))).RootElement;

    public static double[][] Read(params string[] path) =>
        [.. File.ReadLines(Path.Combine([Folder, .. path])).Where(l => l.Length > 0 && !l.StartsWith('V'))
            .Select(l => Array.ConvertAll(l.Split(','), v => double.Parse(v, CultureInfo.InvariantCulture)))];

    public static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetRawText())];

    public static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];

    public static CombatOptions Options(JsonElement settings)
    {
        bool Is(string name, bool otherwise) => settings.TryGetProperty(name, out var value) ? value.GetBoolean() : otherwise;
        return new CombatOptions
        {
            Prior = !Is("eb", true) ? CombatPrior.None : Is("parametric", true) ? CombatPrior.Parametric : CombatPrior.Nonparametric,
            CorrectScale = !Is("mean_only", false),
            ReferenceSite = settings.TryGetProperty("ref", out var site) && site.ValueKind == JsonValueKind.Number ? site.GetRawText() : null,
            Tolerance = settings.TryGetProperty("tol", out var tolerance) ? tolerance.GetDouble() : 1e-4,
            StrictTolerance = Is("strict", false),
        };
    }

    public static CombatCorrection Fit(CombatOptions options, double[][] slots, string[] sites, params double[][] covariates)
    {
        string[] names = [.. slots.Select((_, j) => $"s{j}")];
        string[] known = [.. covariates.Select((_, k) => $"c{k}")];
        return new CombatFit(options, sites, covariates, known).Learn(j => slots[j], names, [.. known, .. names], [.. covariates.Select((_, k) => k)], covariates.Length, _ => { });
    }

    public static double[][] Apply(CombatCorrection fitted, double[][] slots, string[] sites, params double[][] covariates) =>
        [.. slots.Select((values, j) => values.Select((v, r) => fitted.Correct(fitted.Find(sites[r]), j, v, [.. covariates.Select(c => c[r])])).ToArray())];

    public static void Same(double[][] expected, double[][] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var j = 0; j < expected.Length; j++)
        {
            Assert.Equal(expected[j], found[j], (a, b) => Math.Abs(a - b) <= tolerance);
        }
    }
}
