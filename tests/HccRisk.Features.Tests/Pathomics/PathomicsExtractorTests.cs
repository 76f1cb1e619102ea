using HccRisk.Core.Slides;
using HccRisk.Features.Pathomics;
using HccRisk.Features.Pathomics.Embedding;
using HccRisk.Features.Pathomics.Pooling;
using HccRisk.Features.Pathomics.Tiling;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Features.Tests.Pathomics;

public sealed class PathomicsExtractorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string RealSlide()
    {
        var path = SharedData.TryPath("data", "wsi", "CMU-1-Small-Region.svs");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path;
    }

    [Fact]
    public void Embed_RealSlide_GivesTheSameNumbersForAnyThreadsAndBatches()
    {
        var path = RealSlide();
        using var one = OnnxBackbone.CreateDefault();
        using var four = OnnxBackbone.CreateDefault(options: new BackboneOptions { IntraOpThreads = 4 });
        var expected = new SlideEmbedder(one).Embed(path, Stop);

        var batched = new SlideEmbedder(four, new SlideEmbedderOptions { BatchSize = 4, BatchesAhead = 1 }).Embed(path, Stop);
        Assert.Equal(expected.Values.ToArray(), batched.Values.ToArray());

        var together = new SlideEmbedding[4];
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = new SlideEmbedder(one).Embed(path, Stop));
        Assert.All(together, x => Assert.Equal(expected.Values.ToArray(), x.Values.ToArray()));
    }
}
