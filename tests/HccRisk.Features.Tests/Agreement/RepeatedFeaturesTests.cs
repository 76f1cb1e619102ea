using HccRisk.Core.Errors;
using HccRisk.Features.Agreement;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Features.Tests.Agreement;

public sealed class RepeatedFeaturesTests
{
    [Fact]
    public void Read_FileForEachReader_JoinsThemByPatientAndFeature()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["anna.csv"], "patient_id,a,b\np1,1,2\np2,3,NA\np3,5,6\n");
        File.WriteAllText(folder["ben.csv"], "b;patient_id;a\n2.5;p2;3.5\n2.1;p1;1.1\n");

        var found = RepeatedFeatures.Read(folder["anna.csv"], folder["ben.csv"]);

        Assert.Equal(["p1", "p2"], found.Patients);
        Assert.Equal(["anna", "ben"], found.Repeats);
        Assert.Equal([1, 1.1, 3, 3.5], found.ValuesOf("a"));
        Assert.Equal([2, 2.1, double.NaN, 2.5], found.ValuesOf("b"));
        Assert.Equal("the patient lacks repeat 'ben'", Assert.Single(found.Exclusions).Reason);
        Assert.Equal([3, 3.5], found.ValuesOf("a", ["p2", "elsewhere", "p2"]));
    }

    [Fact]
    public void ToCsv_ReadAgain_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        var table = new RepeatedFeatures(["x", "y"], ["p1", "p2", "p3"], ["1", "2"], [0.1, 2, 1 / 3.0, double.NaN, 5, 6, 7, 8, 9, 10, 1e-20, 12]);
        File.WriteAllText(folder["t.csv"], table.ToCsv());

        var found = RepeatedFeatures.Read(folder["t.csv"]);

        Assert.Equal([.. table.Patients, .. table.Repeats, .. table.Names], (string[])[.. found.Patients, .. found.Repeats, .. found.Names]);
        Assert.All(table.Names, name => Assert.Equal(table.ValuesOf(name), found.ValuesOf(name)));
        Assert.Equal(table.Measure(), found.Measure());
        Assert.Equal(2, table.Measure()[1].Agreement.Subjects);
    }

    [Fact]
    public void Read_OneFileTwice_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["anna.csv"], "patient_id,a\np,1\nq,2\n");

        var error = Assert.Throws<TableFormatException>(() => RepeatedFeatures.Read(folder["anna.csv"], folder["anna.csv"]));

        Assert.Contains("named twice", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("patient,repeat,a\np,1,2\n", "has no column 'patient_id' (nearest: 'patient')")]
    [InlineData("patient_id,a\np,1\n", "has no column 'repeat': name a file for each repeat")]
    [InlineData("patient_id,repeat\np,1\n", "has no column of a feature")]
    [InlineData("patient_id,repeat,a\np,1,x\n", "line 2, column 'a': 'x' is no number")]
    [InlineData("patient_id,repeat,a\np,1,2\np,1,3\n", "line 3: patient p has repeat '1' twice")]
    [InlineData("patient_id,repeat,a\np,1,2\nq,1,3\n", "has one repeat alone ('1')")]
    [InlineData("patient_id,repeat,a\np,1,2\nq,2,3\n", "no patient has every repeat")]
    [InlineData("patient_id,repeat,a\n,1,2\n", "line 2: column 'patient_id' is empty")]
    public void Read_UnusableFile_SaysWhere(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["t.csv"], text);

        var error = Assert.Throws<TableFormatException>(() => RepeatedFeatures.Read(folder["t.csv"]));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("t.csv", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("patient_id,b\np,1\n", "has no feature 'a'")]
    [InlineData("patient_id,a,c\np,1,2\n", "has a feature 'c'")]
    [InlineData("patient_id,repeat,a\np,1,2\n", "several files were named")]
    public void Read_SecondFileOfOtherShape_SaysWhatDiffers(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["one.csv"], "patient_id,a\np,1\n");
        File.WriteAllText(folder["two.csv"], text);

        var error = Assert.Throws<TableFormatException>(() => RepeatedFeatures.Read(folder["one.csv"], folder["two.csv"]));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("two.csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_CountsThatDoNotFit_SaysWhy()
    {
        Assert.Throws<ArgumentException>(() => new RepeatedFeatures(["a"], ["p"], ["1", "2"], [1]));
        Assert.Throws<ArgumentException>(() => new RepeatedFeatures(["a", "a"], ["p"], ["1", "2"], [1, 2, 3, 4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RepeatedFeatures(["a"], ["p"], ["1"], [1]));
        Assert.Contains("nearest: 'a1'", Assert.Throws<ArgumentException>(() => new RepeatedFeatures(["a1"], ["p"], ["1", "2"], [1, 2]).ValuesOf("a2")).Message, StringComparison.Ordinal);
    }
}
