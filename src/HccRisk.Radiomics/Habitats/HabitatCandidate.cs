using System.Text.Json.Serialization;

namespace HccRisk.Radiomics.Habitats;

/// <summary>A number of habitats that was tried.</summary>
/// <param name="Count">How many.</param>
/// <param name="Criterion">Value of the criterion; the greatest is chosen, of equal ones that of the fewest. Infinite where every voxel lies on its centre.</param>
public sealed record HabitatCandidate(
    int Count, [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double Criterion);
