using Xunit;

namespace HccRisk.EndToEnd.Notebooks;

/// <summary>What is kept in the notebooks, for who reads them without running them.</summary>
public sealed class NotebookOutputTests
{
    public static TheoryData<string> Names => [.. NotebookFile.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_CellThatShowsItsValue_HasItAsHtml(string name) =>
        Assert.All(
            new NotebookFile(name).Cells.Where(cell => cell.ShowsItsValue),
            cell => Assert.Contains(cell.Outputs, output => output.MimeType == "text/html" && output.Text.Contains('<', StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_Outputs_HoldNoPathOfAMachine(string name)
    {
        string[] places = ["/tmp/", "/home/", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "/Users/", ":\\Users", ".nuget"];

        Assert.All(
            new NotebookFile(name).Cells.SelectMany(cell => cell.Outputs),
            output => Assert.DoesNotContain(places, place => output.Text.Contains(place, StringComparison.OrdinalIgnoreCase)));
    }
}
