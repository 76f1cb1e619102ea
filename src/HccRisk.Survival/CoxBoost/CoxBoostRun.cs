using HccRisk.Survival.Data;
using MathNet.Numerics;

namespace HccRisk.Survival.CoxBoost;

/// <summary>The boosting of all causes of a form, side by side.</summary>
internal sealed class CoxBoostRun
{
    private const int RefitsAllowed = 50;

    private readonly CoxBoostOptions _options;
    private readonly bool _coupled;

    /// <param name="x">Row-major values of the outcome's rows.</param>
    /// <param name="columns">Values a row.</param>
    /// <param name="outcome">Follow-up with the codes of <paramref name="causes"/>.</param>
    /// <param name="causes">Codes that are modelled.</param>
    /// <param name="form">What is modelled.</param>
    /// <param name="options">Checked options with a penalty.</param>
    /// <param name="offset">Known part of the linear predictor of each row; null for none.</param>
    public CoxBoostRun(
        ReadOnlySpan<double> x, int columns, SurvivalOutcome outcome, int[] causes, CoxBoostForm form, CoxBoostOptions options, IReadOnlyList<double>? offset)
    {
        (_options, _coupled) = (options, form == CoxBoostForm.Coupled);
        var factors = options.PenaltyFactors;
        double[] penalties = [.. Enumerable.Range(0, columns).Select(j => options.Penalty!.Value * (factors.Count == 0 ? 1 : factors[j]))];
        Steppers = new CoxBoostStepper[causes.Length];
        Designs = new CoxBoostDesign[causes.Length];
        Selected = new int[causes.Length];
        for (var c = 0; c < causes.Length; c++)
        {
            var risk = new CoxBoostRisk(outcome, causes[c], form == CoxBoostForm.FineGray);
            Designs[c] = new CoxBoostDesign(x, columns, risk.Order, j => options.Standardize && !options.Mandatory.Contains(j));
            Steppers[c] = new CoxBoostStepper(risk, Designs[c], options, penalties, offset is null ? null : Array.ConvertAll(risk.Order, row => offset[row]));
        }
    }

    public CoxBoostStepper[] Steppers { get; }

    public CoxBoostDesign[] Designs { get; }

    /// <summary>Column that each cause took in the last step; -1 for none, where no column tells patients apart.</summary>
    public int[] Selected { get; }

    /// <summary>Makes the steps; step 0 is the mandatory block alone, brought to its maximum when no step follows.</summary>
    /// <param name="made">Told after every step.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public void Go(Action<int> made, CancellationToken cancellationToken)
    {
        Array.Fill(Selected, -1);
        foreach (var stepper in Steppers)
        {
            stepper.Refit();
            for (var refits = 1; _options.MaxSteps == 0 && _options.Mandatory.Count > 0 && !stepper.IsRefitted && refits < RefitsAllowed; refits++)
            {
                stepper.Refit();
            }
        }

        made(0);
        for (var step = 1; step <= _options.MaxSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Prepare(step);
            Take();
            made(step);
        }
    }

    /// <summary>Refits the mandatory blocks (not before step 1, step 0 has done so) and makes the scores.</summary>
    internal void Prepare(int step)
    {
        foreach (var stepper in Steppers)
        {
            if (step > 1)
            {
                stepper.Refit();
            }

            stepper.Scan();
        }
    }

    private void Take()
    {
        var common = _coupled ? Best(j => Steppers.Sum(s => MinusTwiceLogP(s.Scores[j]))) : -1;
        for (var c = 0; c < Steppers.Length; c++)
        {
            Selected[c] = _coupled ? common : Best(j => Steppers[c].Scores[j]);
            if (Selected[c] >= 0)
            {
                Steppers[c].Take(Selected[c]);
            }
        }
    }

    private int Best(Func<int, double> criterion)
    {
        var (best, greatest) = (-1, 0.0);
        for (var j = 0; j < Designs[0].Columns; j++)
        {
            if (criterion(j) is var value && value > greatest)
            {
                (best, greatest) = (j, value);
            }
        }

        return best;
    }

    /// <summary>-2 log of the upper tail of chi-square on 1 degree of freedom; by its asymptotic series where the tail leaves the doubles.</summary>
    private static double MinusTwiceLogP(double score) => score < 1000
        ? -2 * Math.Log(SpecialFunctions.Erfc(Math.Sqrt(score / 2)))
        : score + Math.Log(Math.PI * score / 2) + (2 / score);
}
