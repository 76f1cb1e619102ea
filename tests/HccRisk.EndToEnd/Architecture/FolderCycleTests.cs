using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace HccRisk.EndToEnd.Architecture;

/// <summary>Folders of a project are rooms with one door each way: what one needs of another, the other does not need of it, however far round.</summary>
public sealed class FolderCycleTests
{
    /// <summary>The folder of a project's own files.</summary>
    private const string Root = ".";

    /// <summary>A method that a source generator writes (regular expressions, native calls) is missing, and what it assigns.</summary>
    private static readonly string[] GeneratedMissing = ["CS8795", "CS0165"];

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // Projects are added as their rooms are put in order.
    public static TheoryData<string> Projects =>
    [
        "HccRisk.Core", "HccRisk.Imaging", "HccRisk.Cohorts", "HccRisk.Radiomics", "HccRisk.Pathomics", "HccRisk.Features", "HccRisk.Survival", "HccRisk.Mil", "HccRisk.Studies",
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Siblings_References_FormNoCycle(string project)
    {
        var siblings = SiblingsNeeded(FoldersNeededBy(project));

        Assert.Equal([], siblings.Values.Select(CycleIn).Where(cycle => cycle.Count > 0));
    }

    /// <summary>The same of single folders: here a folder and those inside it do not need each other either.</summary>
    [Fact]
    public void Folders_OfSurvival_FormNoCycle()
    {
        var folders = FoldersNeededBy("HccRisk.Survival");

        Assert.Contains("Data", folders["Cox"]);
        Assert.Contains("Evaluation/Brier", folders["Evaluation"]);
        Assert.Equal([], CycleIn(folders));
    }

    [Fact]
    public void SiblingsNeeded_FoldersInside_CountAsTheirParent()
    {
        Dictionary<string, HashSet<string>> folders = new()
        {
            ["."] = ["a"],
            ["a"] = ["a/b", "."],
            ["a/b"] = ["c/d", "a"],
            ["a/e"] = ["a/b"],
            ["c"] = ["a/e/f"],
        };

        var siblings = SiblingsNeeded(folders);

        // The files of the root, and a folder and what is inside it, may know each other; a and c may not.
        Assert.Equal(["", "a"], siblings.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["a", "c", "a"], CycleIn(siblings[""]));
        Assert.Equal(["a/b"], siblings["a"]["a/e"]);
        Assert.Empty(CycleIn(siblings["a"]));
    }

    [Fact]
    public void CycleIn_ACircle_IsFound()
    {
        Dictionary<string, HashSet<string>> line = new() { ["a"] = ["b"], ["b"] = ["c"], ["c"] = [] };
        Dictionary<string, HashSet<string>> circle = new() { ["a"] = ["b"], ["b"] = ["c"], ["c"] = ["b"] };

        Assert.Empty(CycleIn(line));
        Assert.Equal(["b", "c", "b"], CycleIn(circle));
    }

    /// <summary>
    /// For each folder (the root is "") those in it and what they need of one another, where all inside a folder counts as that folder. Files
    /// beside folders are no room.
    /// </summary>
    private static Dictionary<string, Dictionary<string, HashSet<string>>> SiblingsNeeded(Dictionary<string, HashSet<string>> folders)
    {
        var siblings = new Dictionary<string, Dictionary<string, HashSet<string>>>(StringComparer.Ordinal);
        foreach (var (folder, needed) in folders)
        {
            foreach (var other in needed)
            {
                var (from, to) = (folder.Split('/'), other.Split('/'));
                var shared = from.Zip(to).TakeWhile(p => p.First == p.Second).Count();
                if (folder == Root || other == Root || shared == from.Length || shared == to.Length)
                {
                    continue;
                }

                var parent = string.Join('/', from[..shared]);
                siblings.TryAdd(parent, []);
                siblings[parent].TryAdd(string.Join('/', from[..(shared + 1)]), []);
                siblings[parent][string.Join('/', from[..(shared + 1)])].Add(string.Join('/', to[..(shared + 1)]));
            }
        }

        return siblings;
    }

    /// <summary>For each folder of a project those whose types it names, by what the compiler takes each name for.</summary>
    private static Dictionary<string, HashSet<string>> FoldersNeededBy(string project)
    {
        var token = TestContext.Current.CancellationToken;
        var root = Path.Combine(Repository.Root, "src", project);
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        SyntaxTree[] trees = [.. Repository.SourceFiles(project).Select(f => (File: f, At: f)).Concat(Repository.LinkedFiles(project))
            .Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f.File), options, f.At, cancellationToken: token))];
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f => !string.Equals(Path.GetFileNameWithoutExtension(f), project, StringComparison.Ordinal))
            .Select(f => MetadataReference.CreateFromFile(f));
        var compilation = CSharpCompilation.Create(
            project, [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, options, cancellationToken: token)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

        // A name the compiler cannot make out would be a need that nobody sees.
        Assert.DoesNotContain(
            compilation.GetDiagnostics(token), d => d.Severity == DiagnosticSeverity.Error && !GeneratedMissing.Contains(d.Id));
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
