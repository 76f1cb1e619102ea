using HccRisk.Oracles.Fuzzing;
using HccRisk.Pathomics.Embedding;
using Xunit;

namespace HccRisk.Pathomics.Tests.Fuzzing;

/// <summary>Damaged networks through OnnxRuntime, in processes of their own.</summary>
public sealed class OnnxFuzzTests(ITestOutputHelper output)
{
    private static readonly string Class = typeof(OnnxFuzzTests).FullName!;

    [Fact]
    public void Load_GoodNetwork_Embeds()
    {
        foreach (var model in OnnxSeeds.Models)
        {
            var path = Path.GetTempFileName();
            File.WriteAllBytes(path, model);
            Read(model, path);
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_SomeDamagedNetworks_LoadsOrNamesTheFault() => Run(nameof(Load_SomeDamagedNetworks_LoadsOrNamesTheFault), 200);

    [Fact]
    [Trait("Category", "Long")]
    public void Load_ManyDamagedNetworks_LoadsOrNamesTheFault() => Run(nameof(Load_ManyDamagedNetworks_LoadsOrNamesTheFault), FuzzRun.Count(20_000));

    private void Run(string test, long count)
    {
        var mutator = new Mutator(OnnxSeeds.Models);
        foreach (var line in FuzzProcess.Run(
            begin => new FuzzRun
            {
                Format = "onnx-session",
                Extension = ".onnx",
                Threads = 1,
                Begin = begin,
                Make = mutator.Make,
                Read = Read,
                IsRefusal = e => e is BackboneMismatchException,
            },
            $"{Class}.{test}",
            count))
        {
            output.WriteLine(line);
        }
    }

    private static void Read(byte[] bytes, string path)
    {
        File.WriteAllBytes(path, bytes);
        using var backbone = OnnxBackbone.Load(path, OnnxSeeds.Manifest);
        backbone.Embed(new byte[8 * 8 * 3], new float[backbone.Manifest.Width]);
    }
}
