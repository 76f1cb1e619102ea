namespace HccRisk.Radiomics.Texture;

/// <summary>Mean of the features of several matrices, of as many as there is room for.</summary>
internal ref struct FeatureMean(Span<double> sums)
{
    private readonly Span<double> _sums = sums;
    private int _count;

    internal void Add(scoped ReadOnlySpan<double> features)
    {
        if (_count++ == 0)
        {
            features[.._sums.Length].CopyTo(_sums);
            return;
        }

        for (var f = 0; f < _sums.Length; f++)
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
