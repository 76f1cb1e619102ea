namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>Which patients are cases at the horizon itself. Packages differ, and with tied times the figures do too.</summary>
public enum AucConvention
{
    /// <summary>Cases have the event at or before t (T &lt;= t), controls are followed beyond t: riskRegression's Score. The default.</summary>
    RiskRegression,

    /// <summary>Cases have the event strictly before t (T &lt; t); an event at t itself is neither: timeROC.</summary>
    TimeRoc,
}
