using System.Numerics.Tensors;

namespace HccRisk.Radiomics.Filters;

/// <summary>A function of each intensity by itself, scaled to the range of the image that is filtered; in intensity units.</summary>
public sealed record IntensityFilter : ImageFilter
{
    /// <summary>The function. Default: the square.</summary>
    public IntensityMap Map { get; init; }

    /// <inheritdoc/>
    public override string Name => Map.ToString().ToLowerInvariant();

    internal override FilterBlock Respond(FilterImage image, FilterTarget target)
    {
        var largest = (double)image.Shared(nameof(IntensityFilter), () => (object)Math.Abs(TensorPrimitives.MaxMagnitude<double>(image.Block.Values.AsSpan(0, image.Box.Count))));
        var source = image.Block.Cut(target.Box);
        var result = FilterBlock.Create(target.Box);
        var (values, responses) = (source.Values, result.Values);
        switch (Map)
        {
            case IntensityMap.Square:
                var factor = 1 / Math.Sqrt(largest);
                Each(x => factor * x * (factor * x));
                break;
            case IntensityMap.SquareRoot:
                Each(x => x > 0 ? Math.Sqrt(x * largest) : x < 0 ? -Math.Sqrt(-x * largest) : x);
                break;
            case IntensityMap.Logarithm:
                var scale = largest / Math.Log(largest + 1);
                Each(x => scale * (x > 0 ? Math.Log(x + 1) : x < 0 ? -Math.Log(-(x - 1)) : x));
                break;
            default:
                var rate = Math.Log(largest) / largest;
                Each(x => Math.Exp(rate * x));
                break;
        }

        return result;

        void Each(Func<double, double> map)
        {
            for (var i = 0; i < target.Box.Count; i++)
            {
                responses[i] = map(values[i]);
            }
        }
    }

    internal override IEnumerable<string> Faults() => Enum.IsDefined(Map) ? [] : [FormattableString.Invariant($"Map is {(int)Map}: not a known value")];
}
