using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace HccRisk.EndToEnd.Architecture;

/// <summary>How the files under src are laid out.</summary>
public sealed class SourceFileTests
{
    private const int LineLimit = 400;
    private const int DepthLimit = 3;

    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void SourceFile_Length_StaysUnderTheLimit(string project) =>
        Assert.Empty(Repository.SourceFiles(project)
            .Select(file => (File: Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(entry => entry.Lines > LineLimit)
            .Select(entry => $"{entry.File}: {entry.Lines} lines"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void SourceFile_PublicTypes_AreOneAFileAndNameIt(string project) =>
        Assert.Empty(Parse(project)
            .Select(source => (source.File, Types: PublicTypes(source.Root)))
            .Where(entry => entry.Types.Length > 1
                || (entry.Types.Length == 1 && !FileNameFits(entry.File, entry.Types[0])))
            .Select(entry => $"{entry.File}: {string.Join(", ", entry.Types)}"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void SourceFile_Namespace_FollowsItsFolder(string project) =>
        Assert.Empty(Parse(project)
            .SelectMany(source => source.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
                .Select(declaration => (source.File, Found: declaration.Name.ToString(), Expected: ExpectedNamespace(source.File))))
            .Where(entry => entry.Found != entry.Expected && !(entry.Found == "Microsoft.ML" && ExtendsMLNet(entry.File)))
            .Select(entry => $"{entry.File}: {entry.Found} where {entry.Expected} was expected"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void SourceFile_Folder_IsAtMostThreeDeep(string project) =>
        Assert.DoesNotContain(
            Repository.SourceFiles(project).Select(Relative),
            file => file.Split('/').Length - 3 > DepthLimit);

    private static IEnumerable<(string File, CompilationUnitSyntax Root)> Parse(string project) =>
        Repository.SourceFiles(project).Select(file =>
            (Relative(file), CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetCompilationUnitRoot()));

    // The parts of a partial type count once.
    private static string[] PublicTypes(CompilationUnitSyntax root) =>
        [.. root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member.Modifiers.Any(SyntaxKind.PublicKeyword))
            .Select(member => member switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
                DelegateDeclarationSyntax type => type.Identifier.ValueText,
                _ => null,
            })
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)];

    // Cox.cs, or Cox.Fit.cs for a part of it.
    private static bool FileNameFits(string file, string type) =>
        Path.GetFileName(file).Split('.')[0].Split('{', '`')[0] == type;

    // What extends the catalogs of ML.NET is found by the namespace of ML.NET alone.
    private static bool ExtendsMLNet(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Repository.Root, file))).GetRoot().DescendantNodes().OfType<ExtensionBlockDeclarationSyntax>().Any();

    // src/HccRisk.Imaging/Dicom/DicomFile.cs -> HccRisk.Imaging.Dicom
    private static string ExpectedNamespace(string file) => string.Join('.', file.Split('/')[1..^1]);

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
}
