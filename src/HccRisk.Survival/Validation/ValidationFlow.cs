namespace HccRisk.Survival.Validation;

/// <summary>A step from the table of patients to those analysed.</summary>
/// <param name="Step">What the step is.</param>
/// <param name="Patients">Patients after it.</param>
/// <param name="Events">Events of the cause of interest among them.</param>
/// <param name="LeftOut">Patients it left out.</param>
public sealed record ValidationFlow(string Step, int Patients, int Events, int LeftOut);
