namespace HccRisk.Studies.Synthetic.Population;

/// <summary>What happened first, and when (months after surgery).</summary>
internal readonly record struct FirstEvent(double Months, int Cause);
