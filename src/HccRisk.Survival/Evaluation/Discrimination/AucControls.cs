namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>Who is a control at the horizon when there are competing causes. Without them the two are the same.</summary>
public enum AucControls
{
    /// <summary>Everybody without the event of interest by t: event-free, or had another cause (timeROC's AUC_2, riskRegression). The default.</summary>
    EventFreeOrOtherCause,

    /// <summary>Only those free of any event at t (timeROC's AUC_1).</summary>
    EventFree,
}
