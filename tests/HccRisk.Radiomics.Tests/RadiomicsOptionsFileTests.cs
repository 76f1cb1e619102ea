using HccRisk.Oracles;
using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Phases;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>What of a file of options cannot be read is said in the words of the file, without names of types of the program.</summary>
public sealed class RadiomicsOptionsFileTests
{
    [Theory]
    [InlineData("""{ "filters": { "filters": [ { "filter": "laplacianOfGausian", "sigma": 3 } ] } }""", "'filters.filters[0].filter' is 'laplacianOfGausian', which is not known (nearest: 'laplacianOfGaussian')")]
    [InlineData("""{ "filters": { "filters": [ { "sigma": 3 } ] } }""", "'filters.filters[0].filter' is missing: one of mean, laplacianOfGaussian, laws,")]
    [InlineData("""{ "filters": { "filters": [ { "filter": "mean", "sise": 3 } ] } }""", "line 1, column 56: 'filters.filters[0].sise' is not known (nearest: 'size')")]
    [InlineData("""{ "filters": { "filters": [ { "filter": "mean", "size": 3, "boundary": "mirror" } ] } }""", "'filters.filters[0].boundary' is \"mirror\", which is not known (nearest: 'mirrorHalfSample', 'mirrorWholeSample')")]
    [InlineData("""{ "filters": "log" }""", "'filters' is \"log\", which cannot be read")]
    [InlineData("""{ "familys": "statistics" }""", "'familys' is not known (nearest: 'families'")]
    public void Load_WhatCannotBeRead_IsNamedInTheWordsOfTheFile(string json, string fault)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["options.json"], json);

        var error = Assert.Throws<ArgumentException>(() => RadiomicsOptionsFile.Load(folder["options.json"]));

        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("HccRisk.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Filters_AreThoseOfTheFile()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["options.json"], """{ "filters": { "families": "statistics", "filters": [ { "filter": "mean", "size": 7 }, { "filter": "laws", "kernels": "L5E5E5" } ] } }""");

        var filters = RadiomicsOptionsFile.Load(folder["options.json"]).Filters.Filters;

        Assert.Equal([7, 0], filters.Select(f => f is MeanFilter mean ? mean.Size : 0));
    }

    [Fact]
    public void Load_PhasesThatWereSaved_AreTheSame()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder["options.json"],
            """
            { "phases": { "signs": { "reference": "referenceRing", "rimDepth": 2 },
                          "differences": [ { "of": "arterial", "minus": "pre" }, { "of": "delayed", "minus": "arterial", "kind": "relativeChange" } ] } }
            """);

        var options = RadiomicsOptionsFile.Load(folder["options.json"]);
        RadiomicsOptionsFile.Save(options, folder["again.json"]);

        Assert.Equal(LiverReference.ReferenceRing, options.Phases.Signs!.Reference);
        Assert.Equal(new PhaseDifference("delayed", "arterial", PhaseDifferenceKind.RelativeChange), options.Phases.Differences[1]);
        Assert.Equal(options.Phases, RadiomicsOptionsFile.Load(folder["again.json"]).Phases);
    }

    [Theory]
    [InlineData("""{ "phases": { "signs": { "reference": "spleen" } } }""", "'phases.signs.reference' is \"spleen\", which is not known")]
    [InlineData("""{ "phases": { "signs": { "ringForm": 3 } } }""", "'phases.signs.ringForm' is not known (nearest: 'ringFrom'")]
    [InlineData("""{ "phases": { "differences": [ { "of": "arterial" } ] } }""", "minus")]
    public void Load_PhasesThatCannotBeRead_AreNamed(string json, string fault)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["options.json"], json);

        Assert.Contains(fault, Assert.Throws<ArgumentException>(() => RadiomicsOptionsFile.Load(folder["options.json"])).Message, StringComparison.Ordinal);
    }
}
