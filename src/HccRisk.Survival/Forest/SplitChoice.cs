namespace HccRisk.Survival.Forest;

/// <summary>The best cut of a node so far; the first of those that are equal.</summary>
internal struct SplitChoice()
{
    /// <summary>Statistics this close, relative to their size, are equal: they differ by rounding only.</summary>
    private const double Equal = 1e-10;

    public int Feature { get; private set; } = -1;

    /// <summary>Ranks up to this go left.</summary>
    public int Cut { get; private set; }

    public bool MissingLeft { get; private set; } = true;

    /// <summary>The squared statistic; chi-square with one degree of freedom for a cut given beforehand.</summary>
    public double Square { get; private set; }

    /// <summary>Takes a cut whose squared statistic is better.</summary>
    public void Offer(int feature, int cut, bool missingLeft, double sum, double variance)
    {
        var square = variance > 0 ? sum * sum / variance : 0;
        if (square > Square * (1 + Equal))
        {
            (Feature, Cut, MissingLeft, Square) = (feature, cut, missingLeft, square);
        }
    }
}
