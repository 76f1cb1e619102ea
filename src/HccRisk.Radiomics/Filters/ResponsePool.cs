namespace HccRisk.Radiomics.Filters;

/// <summary>Responses of rotated filters become one, in the order in which they come.</summary>
internal sealed class ResponsePool(FilterPooling pooling)
{
    private double _weights;

    /// <summary>The pooled response; null before the first.</summary>
    internal FilterBlock? Result { get; private set; }

    /// <param name="response">A response, which the pool may write to.</param>
    /// <param name="weight">How many rotations it stands for.</param>
    internal void Add(FilterBlock response, double weight)
    {
        _weights += weight;
        var values = response.Values.AsSpan(0, response.Box.Count);
        if (Result is null)
        {
            Result = response;
            if (pooling == FilterPooling.Mean && weight != 1)
            {
                foreach (ref var value in values)
                {
                    value *= weight;
                }
            }

            return;
        }

        var pooled = Result.Values.AsSpan(0, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            pooled[i] = pooling switch
            {
                FilterPooling.Maximum => Math.Max(pooled[i], values[i]),
                FilterPooling.Minimum => Math.Min(pooled[i], values[i]),
                _ => pooled[i] + (weight * values[i]),
            };
        }
    }

    internal FilterBlock Finish()
    {
        if (pooling == FilterPooling.Mean && _weights != 1)
        {
            foreach (ref var value in Result!.Values.AsSpan(0, Result.Box.Count))
            {
                value /= _weights;
            }
        }

        return Result!;
    }
}
