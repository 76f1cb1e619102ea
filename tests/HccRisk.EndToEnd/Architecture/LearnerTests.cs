using Xunit;

namespace HccRisk.EndToEnd.Architecture;

/// <summary>A new survival method is a folder and a line of the catalog: nobody else knows its types.</summary>
public sealed class LearnerTests
{
    private const int MostFiles = 5;

    // The pipeline of a study chooses the method; it names the trainer and its options, not what they learn.
    private static readonly string[] MayNameATrainer = ["HccRisk.Survival/Catalog/SurvivalTrainers.cs", "HccRisk.Survival/Catalog/SurvivalCatalog.cs", "HccRisk.Survival/Catalog/SurvivalCandidates.cs", "HccRisk.Studies/Models/ModelPipeline.cs"];

    [Fact]
    public void ToyLearner_FilesItTouches_AreFiveAtMost()
    {
        var folder = Path.Combine(Repository.Root, "tests", "HccRisk.Survival.Tests", "ToyLearner");

        var own = Directory.GetFiles(folder, "*.cs");

        // With the line of the catalog that a method of the package has.
        Assert.InRange(own.Length + 1, 4, MostFiles);
        Assert.Contains(own, f => File.ReadAllText(f).Contains("SurvivalTrainer<ExponentialFunction, ExponentialOptions>", StringComparison.Ordinal));
    }

    // What holds for the toy holds for the methods of the package, found by their base.
    [Fact]
    public void SurvivalFunctions_OutsideTheirFolder_AreKnownToNobody()
    {
        var functions = typeof(HccRisk.Survival.Learning.SurvivalFunction).Assembly.GetExportedTypes()
            .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(HccRisk.Survival.Learning.SurvivalFunction))).ToArray();

        Assert.NotEmpty(functions);
        foreach (var function in functions)
        {
            var folder = "HccRisk.Survival/" + function.Namespace!.Split('.')[^1] + "/";
            var method = function.Name[..^"Function".Length];
            Assert.Empty(Sources().Select(f => (Name: Relative(f), Text: File.ReadAllText(f)))
                .Where(f => !f.Name.StartsWith(folder, StringComparison.Ordinal))
                .Where(f => f.Text.Contains(function.Name, StringComparison.Ordinal)
                    || (!MayNameATrainer.Contains(f.Name) && f.Text.Contains(method + "Trainer", StringComparison.Ordinal)))
                .Select(f => f.Name));
        }
    }

    private static IEnumerable<string> Sources() => Repository.Projects.SelectMany(Repository.SourceFiles);

    private static string Relative(string file) => Path.GetRelativePath(Path.Combine(Repository.Root, "src"), file).Replace('\\', '/');
}
