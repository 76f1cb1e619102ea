using HccRisk.Oracles.Fuzzing;
using HccRisk.Radiomics.Presets;
using Xunit;

namespace HccRisk.Radiomics.Tests.Fuzzing;

/// <summary>Damaged files of settings: read, or refused by the exception that the reader documents.</summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<FuzzRun>> Readers = new(StringComparer.Ordinal)
    {
        ["yaml"] = Yaml,
        ["radiomics-options"] = Options,
    };

    public static TheoryData<string> Formats => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_SomeDamagedFiles_ReadsOrNamesTheFault(string format) => output.WriteLine(Readers[format]().Run(200));

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Formats))]
    public void Read_ManyDamagedFiles_ReadsOrNamesTheFault(string format) => output.WriteLine(Readers[format]().Run(FuzzRun.Count(100_000)));

    private static FuzzRun Yaml() => FuzzFormat.OfText(
        "yaml",
        [
            "setting:\n  binWidth: 25\n  label: 1\n  resampledPixelSpacing: [1, 1, 2]\nimageType:\n  Original: {}\nfeatureClass:\n  firstorder: [Mean, Kurtosis]\n  ngtdm:\n",
            "a: &a [x, {y: *b}]\nb: &b 'q'\nfeatureClass: {glcm: *a, shape: \"v\"}\n? [k, l]\n: |\n  text\n---\nsecond: >-\n  folded\n",
        ],
        ["[", "]", "{", "}", ": ", "- ", "&a ", "*a", "<<: *a\n", "? ", "| ", "> ", "'", "\"", "#", "%YAML 1.1\n", "---\n", "\t", "!!python/object:os.system ", "&b [*b, *b]", "\n", "  "],
        ".yaml",
        p => PyradiomicsParameters.Load(p),
        e => e is PyradiomicsParametersException);

    private static FuzzRun Options() => FuzzFormat.OfText(
        "radiomics-options",
        [FuzzFormat.Saved(path => RadiomicsOptionsFile.Save(new RadiomicsOptions(), path))],
        FuzzFormat.JsonWords,
        ".json",
        p => RadiomicsOptionsFile.Load(p),
        e => e is ArgumentException);
}
