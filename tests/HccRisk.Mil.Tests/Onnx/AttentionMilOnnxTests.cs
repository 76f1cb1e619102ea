using HccRisk.Mil.Onnx;
using HccRisk.Oracles;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace HccRisk.Mil.Tests.Onnx;

public sealed class AttentionMilOnnxTests
{
    [Theory]
    [InlineData(MilLoss.Cox, false)]
    [InlineData(MilLoss.FineGray, true)]
    [InlineData(MilLoss.Discrete, false)]
    public void Save_RunByOnnxRuntime_IsTheModel(MilLoss loss, bool windows)
    {
        using var folder = new TemporaryFolder();
        var (bags, outcome, _) = Simulated.Witness(60, 20, 10, 6, seed: 3);
        var options = new AttentionMilOptions { Loss = loss, Hidden = 9, Epochs = 20, WarmUpEpochs = 2, Members = 2, InnerFolds = 0, LearningRate = 1e-2, TestTimeEnsemble = windows };
        var model = AttentionMil.Fit(bags, outcome, options: options, cancellationToken: TestContext.Current.CancellationToken).Model;
        AttentionMilOnnx.Save(model, folder["mil.onnx"]);

        using var session = new InferenceSession(folder["mil.onnx"]);
        foreach (var (bag, tiles) in new[] { (bags[0], 20), (bags[1], 20), (new TileBag("one", bags[2].Spread(20).AsMemory(0, 10), 10), 1) })
        {
            using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("tiles", new DenseTensor<float>(bag.Spread(20), [tiles, 10]))]);
            double[] Of(string name) => [.. outputs.Single(o => o.Name == name).AsEnumerable<float>().Select(x => (double)x)];
            var explanation = model.Explain(bag);

            // Single precision in both, sums in another order.
            Assert.Equal(explanation.Score, Of("score")[0], 1e-5);
            Assert.All(explanation.Attention.Zip(Of("attention")), pair => Assert.Equal(pair.First / tiles, pair.Second, 1e-5));
            if (loss != MilLoss.Discrete)
            {
                Assert.All(explanation.Contributions.Zip(Of("contribution")), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            }
        }
    }
}
