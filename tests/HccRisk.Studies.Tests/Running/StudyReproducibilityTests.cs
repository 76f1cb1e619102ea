using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Learning;
using HccRisk.Radiomics;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

/// <summary>Studies with repeated measurements of radiomics features.</summary>
public sealed class StudyReproducibilityTests(SmallStudy small)
{
    /// <summary>Every second feature is measured the same twice, the others as noise: only the former are learnt from, in whatever training patients.</summary>
    [Fact]
    public void Run_RepeatedMeasurements_LeavesOutWhatDoesNotAgree()
    {
        using var variant = new StudyVariant(small);
        string[] names = [.. RadiomicsJob.Create(small.Result.Features!.Radiomics, small.Result.Features.Series).Columns.Select(c => c.Name)];
        var patients = variant.Patients("TJ").ToArray();
        var random = new Random(5);
        foreach (var reader in (string[])["anna.csv", "ben.csv"])
        {
            File.WriteAllText(variant[reader], CsvText.Of(
                [.. names.Prepend("patient_id")],
                patients.Select((id, i) => (object?[])[id, .. names.Select((_, j) => j % 2 == 0 ? i : random.NextDouble())])));
        }

        variant.Protocol = small.Protocol with
        {
            RepeatedMeasurements = ["anna.csv", "ben.csv"],
            Models = [ModelSpecification.Pre],
            AblationLadder = false,
            Comparators = [],
        };
        variant.Run(cancellationToken: TestContext.Current.CancellationToken);

        var saved = RiskModel.Load(Path.Combine(variant.Options.OutputFolder, "pre.zip"));
        var kept = LearnedModel.FindAll<SelectedSlots>(saved.Pipeline).First();
        Assert.Equal(names.Where((_, j) => j % 2 == 0), kept.Kept.Select(k => kept.InputSlots[k]));
        var manifest = File.ReadAllText(Path.Combine(variant.Options.OutputFolder, "manifest.json"));
        Assert.Contains("\"repeats-2\"", manifest, StringComparison.Ordinal);
        Assert.DoesNotContain("anna.csv", manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithRadiomics_WritesHowImagesCameAbout()
    {
        var table = CsvTable.Read(small["provenance.csv"], "provenance");

        Assert.Equal("patient_id", table.Headers[0]);
        var spacing = table.Headers.ToList().FindIndex(h => h.EndsWith(".spacing_z_mm", StringComparison.Ordinal));
        Assert.All(table.Rows, row => Assert.True(double.Parse(row.Cells[spacing], CultureInfo.InvariantCulture) > 0));
        Assert.Equal(80, table.Rows.Count);
    }
}
