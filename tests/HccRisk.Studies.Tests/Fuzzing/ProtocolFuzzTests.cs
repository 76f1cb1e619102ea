using HccRisk.Oracles.Fuzzing;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Studies.Tests.Fuzzing;

/// <summary>Damaged study files: read, or refused in one line.</summary>
public sealed class ProtocolFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void Load_SomeDamagedStudyFiles_LoadsOrNamesTheFault() => output.WriteLine(Studies().Run(200));

    [Fact]
    [Trait("Category", "Long")]
    public void Load_ManyDamagedStudyFiles_LoadsOrNamesTheFault() => output.WriteLine(Studies().Run(FuzzRun.Count(100_000)));

    private static FuzzRun Studies()
    {
        string[] words = ["{", "}", "[", "]", "null", "\"\"", ",", ":", "-1e999", "\\u0000", "//", "1e308", "0", "\"models\":", "\"horizons\":", "[null]"];
        var study = new StudyProtocol { Clinical = "clinical.csv", Manifest = "manifest.csv", ExternalSites = ["SYSMH"] }.ToJson();
        return FuzzFormat.OfText("study", [study], words, ".json", path => StudyProtocol.Load(path), e => e is StudyProtocolException);
    }
}
