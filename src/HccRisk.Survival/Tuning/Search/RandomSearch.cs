using HccRisk.Survival.Data;
using HccRisk.Survival.Tuning.Spaces;

namespace HccRisk.Survival.Tuning.Search;

/// <summary>Draws values evenly on the scale of each dimension.</summary>
internal static class RandomSearch
{
    public static double[] Draw(SearchSpace space, ref SplitMix random)
    {
        var values = new double[space.Dimensions.Count];
        Array.Fill(values, double.NaN);
        for (var d = 0; d < values.Length; d++)
        {
            if (space.IsActive(d, values))
            {
                values[d] = NumericAxis.Of(space.Dimensions[d]) is { } axis
                    ? axis.Value(axis.Bottom + (UniformDraws.Next(ref random) * (axis.Top - axis.Bottom)))
                    : random.Below(((CategoricalDimension)space.Dimensions[d]).Choices.Count);
            }
        }

        return values;
    }
}
