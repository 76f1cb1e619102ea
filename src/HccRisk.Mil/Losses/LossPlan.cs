using HccRisk.Survival.Data;

namespace HccRisk.Mil.Losses;

/// <summary>The loss of any part of the training rows.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Outcome">Follow-up of the training rows with every cause.</param>
/// <param name="Cause">Cause of interest; 0 for any.</param>
/// <param name="Edges">Between the bins of time of a discrete loss, from the training rows.</param>
/// <param name="CensoredWeight">Weight of the censored in a discrete loss.</param>
internal sealed record LossPlan(MilLoss Kind, SurvivalOutcome Outcome, int Cause, double[] Edges, double CensoredWeight)
{
    /// <summary>Follow-up with the cause of interest as the event.</summary>
    public SurvivalOutcome Own { get; } = Cause == 0 ? Outcome.WithAnyCause() : Outcome.WithCause(Cause);

    /// <summary>Numbers a bag.</summary>
    public int Outputs => Kind == MilLoss.Discrete ? Edges.Length + 1 : 1;

    /// <summary>The loss of some rows.</summary>
    public BagLoss Of(int[] rows) => Kind switch
    {
        MilLoss.Cox => new CoxLoss(Own.Select(rows)),
        MilLoss.FineGray => new FineGrayLoss((Cause == 0 ? Own : Outcome).Select(rows), Cause == 0 ? 1 : Cause),
        _ => new DiscreteLoss(Own.Select(rows), Edges, CensoredWeight),
    };
}
