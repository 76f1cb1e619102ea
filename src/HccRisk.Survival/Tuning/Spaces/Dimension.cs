namespace HccRisk.Survival.Tuning.Spaces;

/// <summary>One thing that a search varies.</summary>
public abstract record Dimension
{
    private protected Dimension()
    {
    }

    /// <summary>Its name, by which a candidate asks for the value.</summary>
    public required string Name { get; init; }

    /// <summary>When it has a value at all; null (the default) for always.</summary>
    public DimensionCondition? When { get; init; }

    /// <summary>What it is, in one line: two dimensions with one text are the same.</summary>
    internal abstract string Describe();

    /// <summary>What is wrong; null for nothing.</summary>
    internal abstract string? Fault();
}
