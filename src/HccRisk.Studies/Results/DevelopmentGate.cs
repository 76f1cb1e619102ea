using HccRisk.Survival.Planning;

namespace HccRisk.Studies.Results;

/// <summary>Whether the development patients are enough for the model (Riley and others, Stat Med 2019; BMJ 2020).</summary>
/// <param name="Patients">Development patients.</param>
/// <param name="Events">Events of interest among them.</param>
/// <param name="Parameters">Candidate parameters: every coefficient that could have entered, image features before selection included.</param>
/// <param name="RSquared">Cox-Snell R-squared taken as expected: 15 % of the largest possible.</param>
/// <param name="Required">Patients that an unpenalised model of so many parameters needs; null where it cannot be told.</param>
/// <param name="Affordable">Parameters that these patients can carry without a penalty, at a shrinkage of 0.9.</param>
/// <param name="Met">Whether the patients are enough; null where it cannot be told.</param>
/// <param name="Sentences">The same in words.</param>
public sealed record DevelopmentGate(
    int Patients, int Events, int Parameters, double RSquared, DevelopmentSize? Required, int Affordable, bool? Met, IReadOnlyList<string> Sentences);
