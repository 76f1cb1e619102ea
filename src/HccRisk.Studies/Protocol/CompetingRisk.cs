namespace HccRisk.Studies.Protocol;

/// <summary>What hazards of the competing causes a patient's absolute risk is made with.</summary>
public enum CompetingRisk
{
    /// <summary>The patient's own: a ridge-penalised Cox model of each competing cause with 20 events or more, on the features of the model.</summary>
    Modelled,

    /// <summary>The average of all patients.</summary>
    Averaged,
}
