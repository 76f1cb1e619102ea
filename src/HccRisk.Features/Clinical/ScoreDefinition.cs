namespace HccRisk.Features.Clinical;

/// <summary>A published clinical score: inputs with units, formula, source, and a worked example.</summary>
/// <param name="Name">Name of the feature; lower case with underscores.</param>
/// <param name="Title">Name as in the literature.</param>
/// <param name="Inputs">What it is computed from.</param>
/// <param name="Formula">From the inputs, in their order and units, to the score; never called with a missing input.</param>
public sealed record ScoreDefinition(string Name, string Title, IReadOnlyList<ScoreInput> Inputs, Func<IReadOnlyList<double>, double> Formula)
{
    /// <summary>Where it was published.</summary>
    public required string Citation { get; init; }

    /// <summary>Worked examples.</summary>
    public required IReadOnlyList<ScoreExample> Examples { get; init; }

    /// <summary>Whether a higher value means a worse prognosis or more disease. Default true.</summary>
    public bool HigherIsWorse { get; init; } = true;

    /// <summary>The score of one patient; NaN when an input is missing or the formula is not defined for the values.</summary>
    /// <param name="inputs">One value an input.</param>
    /// <exception cref="ArgumentException">The number of values is not the number of inputs.</exception>
    public double Evaluate(IReadOnlyList<double> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count != Inputs.Count)
        {
            throw new ArgumentException($"{Name} takes {Inputs.Count} values ({string.Join(", ", Inputs.Select(i => i.Column))}), not {inputs.Count}", nameof(inputs));
        }

        if (inputs.Any(double.IsNaN))
        {
            return double.NaN;
        }

        var score = Formula(inputs);
        return double.IsFinite(score) ? score : double.NaN;
    }
}
