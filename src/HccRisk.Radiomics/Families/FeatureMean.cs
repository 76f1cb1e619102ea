namespace HccRisk.Radiomics.Families;

/// <summary>Mean of the features of several matrices.</summary>
internal ref struct FeatureMean(Span<double> sums)
{
    private readonly Span<double> _sums = sums;
    private int _count;

    internal void Add(scoped ReadOnlySpan<double> features)
    {
        if (_count++ == 0)
        {
            features.CopyTo(_sums);
            return;
        }

        for (var f = 0; f < features.Length; f++)
        {
            _sums[f] += features[f];
        }
    }

    /// <summary>Turns the sums into means; NaN when nothing was added.</summary>
    internal readonly void Finish()
    {
        if (_count == 0)
        {
            _sums.Fill(double.NaN);
        }

        foreach (ref var sum in _sums)
        {
            sum /= _count;
        }
    }
}
