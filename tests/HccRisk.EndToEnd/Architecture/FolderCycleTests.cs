using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace HccRisk.EndToEnd.Architecture;

/// <summary>Folders of a project are rooms with one door each way: what one needs of another, the other does not need of it, however far round.</summary>
public sealed class FolderCycleTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // Projects are added as their rooms are put in order.
    public static TheoryData<string> Projects => ["HccRisk.Survival"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_References_FormNoCycle(string project)
    {
        var folders = FoldersNeededBy(project);

        Assert.Contains("Data", folders["Cox"]);
        Assert.Contains("Evaluation/Brier", folders["Evaluation"]);
        Assert.Equal([], CycleIn(folders));

        // Nor do the folders at the top when those inside count as theirs.
        var top = folders.SelectMany(f => f.Value.Select(n => (From: f.Key.Split('/')[0], To: n.Split('/')[0]))).Where(e => e.From != e.To)
            .GroupBy(e => e.From, e => e.To).ToDictionary(g => g.Key, g => g.ToHashSet());
        Assert.Equal([], CycleIn(top));
    }

    [Fact]
    public void CycleIn_ACircle_IsFound()
    {
        Dictionary<string, HashSet<string>> line = new() { ["a"] = ["b"], ["b"] = ["c"], ["c"] = [] };
        Dictionary<string, HashSet<string>> circle = new() { ["a"] = ["b"], ["b"] = ["c"], ["c"] = ["b"] };

        Assert.Empty(CycleIn(line));
        Assert.Equal(["b", "c", "b"], CycleIn(circle));
    }

    /// <summary>For each folder of a project those whose types it names, by what the compiler takes each name for.</summary>
    private static Dictionary<string, HashSet<string>> FoldersNeededBy(string project)
    {
        var token = TestContext.Current.CancellationToken;
        var root = Path.Combine(Repository.Root, "src", project);
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        SyntaxTree[] trees = [.. Repository.SourceFiles(project).Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), options, f, cancellationToken: token))];
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f => !string.Equals(Path.GetFileNameWithoutExtension(f), project, StringComparison.Ordinal))
            .Select(f => MetadataReference.CreateFromFile(f));
        var compilation = CSharpCompilation.Create(
            project, [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, options, cancellationToken: token)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        // A name the compiler cannot make out would be a need that nobody sees.
        Assert.DoesNotContain(compilation.GetDiagnostics(token), d => d.Severity == DiagnosticSeverity.Error);
        var needed = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var tree in trees)
        {
            var folder = FolderOf(tree);
            var model = compilation.GetSemanticModel(tree);
            needed.TryAdd(folder, []);
            foreach (var name in tree.GetRoot(token).DescendantNodes().OfType<SimpleNameSyntax>())
            {
                var symbol = model.GetSymbolInfo(name, token).Symbol;
                var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
                var declared = type?.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree;
                if (declared is { FilePath.Length: > 0 } && FolderOf(declared) is var other && other != folder)
                {
                    needed[folder].Add(other);
                }
            }
        }

        return needed;

        string FolderOf(SyntaxTree tree) => Path.GetRelativePath(root, Path.GetDirectoryName(tree.FilePath)!).Replace('\\', '/');
    }

    /// <summary>The folders round a circle, the first once more at the end; empty when there is none.</summary>
    private static IReadOnlyList<string> CycleIn(Dictionary<string, HashSet<string>> needed)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        return needed.Keys.Order(StringComparer.Ordinal).Select(Visit).FirstOrDefault(c => c.Count > 0) ?? [];

        IReadOnlyList<string> Visit(string folder)
        {
            if (path.IndexOf(folder) is >= 0 and var at)
            {
                return [.. path[at..], folder];
            }

            if (!done.Add(folder))
            {
                return [];
            }

            path.Add(folder);
            var cycle = needed.TryGetValue(folder, out var others) ? others.Order(StringComparer.Ordinal).Select(Visit).FirstOrDefault(c => c.Count > 0) : null;
            path.RemoveAt(path.Count - 1);
            return cycle ?? [];
        }
    }
}
