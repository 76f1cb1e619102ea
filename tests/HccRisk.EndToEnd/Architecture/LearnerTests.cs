using System.Text.RegularExpressions;
using Xunit;

namespace HccRisk.EndToEnd.Architecture;

/// <summary>A new survival method is a folder and a line of the catalog: nobody else knows its types.</summary>
public sealed class LearnerTests
{
    private const int MostFiles = 5;

    // The pipeline of a study, and a comparison of slide models, choose the method; they name the trainer and its options, not what it learns.
    private static readonly string[] MayNameATrainer = ["HccRisk.Survival/Catalog/SurvivalTrainers.cs", "HccRisk.Survival/Catalog/SurvivalCatalog.cs", "HccRisk.Survival/Catalog/SurvivalCandidates.cs", "HccRisk.Studies/Models/ModelPipeline.cs", "HccRisk.Mil/Comparison/SlideModels.cs"];

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
            // A method that needs a native library is learned in a package of its own.
            var folder = function.Namespace!.Split('.')[^1] + "/";
            string[] folders = ["HccRisk.Survival/" + folder, "HccRisk." + folder];
            var method = function.Name[..^"Function".Length];
            Assert.Empty(Sources().Select(f => (Name: Relative(f), Text: File.ReadAllText(f)))
                .Where(f => !folders.Any(own => f.Name.StartsWith(own, StringComparison.Ordinal)))
                .Where(f => Names(f.Text, function.Name) || (!MayNameATrainer.Contains(f.Name) && (Names(f.Text, method + "Trainer") || Names(f.Text, method + "TrainerOptions"))))
                .Select(f => f.Name));
        }
    }

    private static bool Names(string text, string type) => Regex.IsMatch(text, $@"\b{type}\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    private static IEnumerable<string> Sources() => Repository.Projects.SelectMany(Repository.SourceFiles);

    private static string Relative(string file) => Path.GetRelativePath(Path.Combine(Repository.Root, "src"), file).Replace('\\', '/');
}
