using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace HccRisk.EndToEnd.Architecture;

/// <summary>Files that stay are written in one place, which leaves the old file or the new one.</summary>
public sealed class OutputFileTests
{
    // The writer itself; a converter's own temporary folder; a claim, which has no content.
    private static readonly string[] Exempt =
    [
        "src/HccRisk.Core/Storage/AtomicFile.cs",
        "src/HccRisk.Core/Storage/StoredFile.cs",
        "src/HccRisk.Imaging/Dicom/Codecs/ExternalCodec.cs",
        "src/HccRisk.Core/Storage/FileClaim.cs",
    ];

    private static readonly string[] FileMembers =
    [
        "Create", "CreateText", "OpenWrite", "WriteAllText", "WriteAllTextAsync", "WriteAllBytes", "WriteAllBytesAsync", "WriteAllLines", "WriteAllLinesAsync",
        "AppendText", "AppendAllText", "AppendAllTextAsync", "AppendAllBytes", "AppendAllLines", "AppendAllLinesAsync", "Move", "Copy", "Replace",
    ];

    private static readonly string[] WritingModes = ["Create", "CreateNew", "OpenOrCreate", "Append", "Truncate"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void SourceFile_Writes_GoThroughTheAtomicWriter(string project)
    {
        var found = Repository.SourceFiles(project)
            .Select(file => (Name: Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), Path: file))
            .Where(file => !Exempt.Contains(file.Name))
            .SelectMany(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file.Path)).GetRoot().DescendantNodes()
                .Where(node => Writes(node))
                .Select(node => $"{file.Name}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {node}"));

        Assert.Empty(found);
    }

    // Each of these in a file that is not exempt would be found.
    [Theory]
    [InlineData("File.WriteAllText(path, text);")]
    [InlineData("System.IO.File.Move(a, b);")]
    [InlineData("using var s = File.Open(path, FileMode.Create);")]
    [InlineData("using var s = new FileStream(path, FileMode.OpenOrCreate);")]
    [InlineData("using var w = new StreamWriter(path);")]
    [InlineData("image.Tiffsave(path);")]
    [InlineData("ml.Model.Save(model, schema, \"model.zip\");")]
    [InlineData("using var z = ZipFile.Open(path, ZipArchiveMode.Create);")]
    [InlineData("image.WriteToFile(path);")]
    public void Writes_EveryWayToWrite_IsFound(string statement) =>
        Assert.Contains(CSharpSyntaxTree.ParseText($"void M() {{ {statement} }}", cancellationToken: Token).GetRoot(Token).DescendantNodes(), Writes);

    private static bool Writes(Microsoft.CodeAnalysis.SyntaxNode node) => node switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name, Expression: var of } => Last(of) switch
        {
            "File" => FileMembers.Contains(name),
            "FileMode" => WritingModes.Contains(name),
            "ZipArchiveMode" => name is "Update" || (name is "Create" && node.Parent?.Parent?.Parent is InvocationExpressionSyntax),
            "ZipFile" => name is "CreateFromDirectory",
            _ => name is "WriteToFile" or "SavePng" or "SaveSvg",
        },

        // A writer over a path rather than over a stream.
        ObjectCreationExpressionSyntax { Type: var type, ArgumentList.Arguments: [var first, ..] } when Last(type) == "StreamWriter" =>
            first.Expression is not IdentifierNameSyntax { Identifier.ValueText: "stream" },

        // Libraries that write to a path of their own: into the name the writer gives them only.
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name }, ArgumentList.Arguments: var arguments } =>
            (name is "Tiffsave" or "Pngsave" or "Jpegsave" && arguments[0].ToString() != "temporary")
            || (name == "Save" && arguments.Count == 3 && arguments[2].ToString() != "plain"),
        _ => false,
    };

    private static string Last(Microsoft.CodeAnalysis.SyntaxNode name) => name.ToString().Split('.')[^1];
}
