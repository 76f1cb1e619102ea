using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Attainable.Generation;

/// <summary>What drives the outcomes.</summary>
/// <param name="Name">In the table.</param>
/// <param name="LogHazards">Log hazard ratios of aggressive recurrence and of recurrence within Milan.</param>
internal sealed record Truth(string Name, Func<SyntheticPatient, (double Aggressive, double WithinMilan)> LogHazards);
