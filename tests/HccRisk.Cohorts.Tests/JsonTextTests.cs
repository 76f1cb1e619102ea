using System.Text;
using System.Text.Json;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.IO;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

/// <summary>Faults of text files on one line with their place, counted from 1 by hand.</summary>
public sealed class JsonTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\n  \"Line\": x\n}", "line 2, column 11: ")]
    [InlineData("{\n  \"Line\": \"one\"\n}", "line 2, column 16: ")]
    [InlineData("{", "line 1, column 2: ")]
    [InlineData("", "line 1, column 1: ")]
    [InlineData("null", "it is empty")]
    [InlineData("{\"Line\": 1,\n \"List\": [\"a\", null]}", "line 2, column 16: null stands in the list 'List'")]
    public void Parse_Fault_HasItsPlaceAndNoOther(string json, string start)
    {
        var error = Assert.Throws<InvalidDataException>(() => JsonText.Parse<Probe>(Encoding.UTF8.GetBytes(json), JsonSerializerOptions.Default));

        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Parse_ByteOrderMarkOrDepth_IsReadOrRefused()
    {
        Assert.Equal(3, JsonText.Parse<Probe>("\uFEFF{\"Line\": 3}"u8, JsonSerializerOptions.Default).Line);
        var deep = Encoding.UTF8.GetBytes(new string('[', 1_000_000));
        Assert.Contains("depth", Assert.Throws<InvalidDataException>(() => JsonText.Parse<JsonElement[]>(deep, JsonSerializerOptions.Default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SchemaWithoutTypeOfItsEndpoint_NamesFileAndPlace()
    {
        var path = _folder["schema.json"];
        File.WriteAllText(path, "{\"columns\": [],\n \"endpoint\": {}\n}");

        Assert.Matches("schema file '.*schema.json': line 2, column \\d+: ", Assert.Throws<TableFormatException>(() => CohortSchema.Load(path)).Message);
    }

    [Fact]
    public void Read_SelectionFile_NamesThePlace()
    {
        var path = _folder[$"s{ImageSelection.Extension}"];
        File.WriteAllText(path, "{\"path\": \"a\",\n \"volume\" 2}");

        Assert.Contains("line 2, column 11: ", Assert.Throws<ImageFormatException>(() => ImageSelection.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadAllBytes_FileOrDeviceBeyondTheLimit_IsRefused()
    {
        var path = _folder["long"];
        File.WriteAllBytes(path, new byte[101]);

        Assert.Equal(101, BoundedFile.ReadAllBytes(path, 101).Length);
        Assert.Contains("100 bytes", Assert.Throws<InvalidDataException>(() => BoundedFile.ReadAllBytes(path, 100)).Message, StringComparison.Ordinal);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there is no /dev/zero");
        Assert.Throws<InvalidDataException>(() => BoundedFile.ReadAllBytes("/dev/zero", 1000));
    }

    [Theory]
    [InlineData("a,b\n1,\"2\n3,4\n", "line 2, column 3: the quote that opens the cell is not closed")]
    [InlineData("a,b\n1,\0\n", "line 2, column 3: a NUL")]
    [InlineData("PK\u0003\u0004\0\0", "line 1, column 5: a NUL")]
    public void ReadTable_NoSuchText_NamesFileLineAndColumn(string content, string fault)
    {
        var path = _folder["t.csv"];
        File.WriteAllText(path, content);

        var message = Assert.Throws<TableFormatException>(() => CsvTable.Read(path, "table")).Message;

        Assert.Equal($"table '{path}': {fault}", message[..Math.Min(message.Length, $"table '{path}': {fault}".Length)]);
    }

    /// <summary>A cell of quotes must not take the square of its length; so many would need hours.</summary>
    [Fact]
    public void ReadTable_MillionsOfQuotesInACell_AreRead()
    {
        var path = _folder["q.csv"];
        File.WriteAllText(path, "a\nx" + new string('"', 4_000_000) + "\n");

        Assert.Equal(4_000_001, CsvTable.Read(path, "table").Rows[0].Cells[0].Length);
    }

    [Fact]
    public void ReadTable_TooManyCells_NamesTheLine()
    {
        var path = _folder["w.csv"];
        File.WriteAllText(path, "a\n" + new string(',', 1_000_001));

        Assert.Contains("line 2: more than 1000000 cells", Assert.Throws<TableFormatException>(() => CsvTable.Read(path, "table")).Message, StringComparison.Ordinal);
    }

    private sealed record Probe(int Line, IReadOnlyList<string>? List = null);
}
