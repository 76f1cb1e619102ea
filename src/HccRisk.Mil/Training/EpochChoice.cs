using HccRisk.Mil.Losses;
using HccRisk.Survival.Resampling;

namespace HccRisk.Mil.Training;

/// <summary>The number of epochs that folds inside the training rows like best.</summary>
/// <param name="Epochs">The number.</param>
/// <param name="Gain">Its cross-validated log-likelihood, without training as 0.</param>
/// <param name="Curve">That of every look.</param>
/// <param name="Outputs">Outputs of each row after so many epochs, by the network that did not see it.</param>
internal sealed record EpochChoice(int Epochs, double Gain, IReadOnlyList<(int Epochs, double LogLikelihood)> Curve, double[] Outputs)
{
    /// <summary>
    /// One network a fold. What the rows left out add is the log-likelihood of all rows less that of the fold's training rows, which for
    /// a partial
    /// likelihood is not that of the rows left out alone (Verweij and van Houwelingen, Stat Med 1993).
    /// </summary>
    public static EpochChoice Of(MemberTrainer trainer, LossPlan plan, IReadOnlyList<Fold> folds, AttentionMilOptions options)
    {
        var width = plan.Outputs;
        int[] all = [.. Enumerable.Range(0, plan.Outcome.Count)];
        var (looks, whole, slopes) = (new SortedDictionary<int, (double Gain, double[] Outputs)>(), plan.Of(all), new double[all.Length * width]);
        foreach (var fold in folds)
        {
            int[] training = [.. fold.Training];
            var part = plan.Of(training);
            var start = Held(trainer.Predict(trainer.Train(training, options.Seed, 0), all));
            _ = trainer.Train(training, options.Seed, options.Epochs, (epochs, parameters) =>
            {
                var outputs = trainer.Predict(parameters, all);
                var (gain, own) = looks.TryGetValue(epochs, out var known) ? known : (0, new double[outputs.Length]);
                foreach (var row in fold.Test)
                {
                    outputs.AsSpan(row * width, width).CopyTo(own.AsSpan(row * width));
                }

                looks[epochs] = (gain + Held(outputs) - start, own);
            });

            double Held(double[] outputs)
            {
                double[] seen = [.. training.SelectMany(row => outputs.AsSpan(row * width, width).ToArray())];
                return part.Evaluate(seen, slopes.AsSpan(0, seen.Length)) - whole.Evaluate(outputs, slopes);
            }
        }

        var best = looks.MaxBy(look => look.Value.Gain);
        return new EpochChoice(best.Key, best.Value.Gain, [.. looks.Select(look => (look.Key, look.Value.Gain))], best.Value.Outputs);
    }
}
