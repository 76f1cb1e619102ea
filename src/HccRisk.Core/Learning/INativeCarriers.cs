namespace HccRisk.Core.Learning;

/// <summary>
/// What <see cref="LearnedFunction.Lower"/> tells its numbers to: each method gives one output of the function as something ML.NET's own
/// transforms,
/// or the nodes of an ONNX graph, can compute. Numbers that are not finite are passed on as they are, infinities too.
/// </summary>
public interface INativeCarriers
{
    /// <summary>A vector output of some slots of the input, bit for bit.</summary>
    /// <param name="output">Index of the output.</param>
    /// <param name="slots">Indices of the slots, ascending, at least one.</param>
    void Select(int output, IReadOnlyList<int> slots);

    /// <summary>A vector output of the input with a number in the place of each NaN, to single precision.</summary>
    /// <param name="output">Index of the output.</param>
    /// <param name="values">Finite, one a slot.</param>
    void Replace(int output, IReadOnlyList<double> values);

    /// <summary>A vector output of 1 where the input is NaN and 0 elsewhere.</summary>
    /// <param name="output">Index of the output.</param>
    void Indicate(int output);

    /// <summary>A vector output of (input - <paramref name="offset"/>) * <paramref name="scale"/> slot by slot; within 5e-7 of it,
    /// relative to the largest of 1, the value and offset * scale.</summary>
    /// <param name="output">Index of the output.</param>
    /// <param name="offset">Finite, one a slot.</param>
    /// <param name="scale">Finite, above 0, one a slot.</param>
    void Scale(int output, IReadOnlyList<double> offset, IReadOnlyList<double> scale);

    /// <summary>
    /// A number output: the sum of <paramref name="weights"/> * (input - <paramref name="centre"/>); within 2e-7 of the sum of the sizes
    /// of its terms, and NaN when an input is.
    /// </summary>
    /// <param name="output">Index of the output.</param>
    /// <param name="weights">Finite, one a slot.</param>
    /// <param name="centre">Finite, one a slot.</param>
    void Linear(int output, IReadOnlyList<double> weights, IReadOnlyList<double> centre);

    /// <summary>
    /// Outputs that are sums over trees, in double precision until they are written. ML.NET's own transforms carry none of them, and so nothing that follows from
    /// such a score: the mapping stays (the default); an ONNX graph has them as one ensemble of trees.
    /// </summary>
    /// <param name="outputs">Indices of the outputs, whose numbers follow each other in the leaves.</param>
    /// <param name="trees">The trees.</param>
    void Trees(IReadOnlyList<int> outputs, CarriedTrees trees)
    {
    }

    /// <summary>A vector output of exp(-hazard * exp(score)): survival at horizons; within 1e-6.</summary>
    /// <param name="output">Index of the output.</param>
    /// <param name="score">Index of the output that <see cref="Linear"/> or <see cref="Trees"/> gives; it comes first.</param>
    /// <param name="hazards">One a slot; NaN where nothing is known.</param>
    void Survival(int output, int score, IReadOnlyList<double> hazards);

    /// <summary>
    /// A vector output of sums: slot k is <c>constant[k] + sum over i of weights[k][i] * exp(-hazards[i] * exp(score))</c>, held between
    /// 0 and 1:
    /// incidence with causes that compete; within 2e-6.
    /// </summary>
    /// <param name="output">Index of the output.</param>
    /// <param name="score">Index of the output that <see cref="Linear"/> or <see cref="Trees"/> gives; it comes first.</param>
    /// <param name="hazards">Finite, at least one.</param>
    /// <param name="weights">For each slot one a hazard, finite; null where nothing is known: NaN.</param>
    /// <param name="constants">For each slot one, finite.</param>
    void SurvivalSums(
        int output, int score, IReadOnlyList<double> hazards, IReadOnlyList<IReadOnlyList<double>?> weights, IReadOnlyList<double> constants);

    /// <summary>
    /// A vector output of incidences where the competing causes have a score of trees of their own: the sum over the first jumps i of
    /// <c>exp(-competingHazards[i] * exp(competing))</c> times the fall of <c>exp(-hazards * exp(score))</c> at jump i; within 2e-6. Not carried by ML.NET's own transforms (the default).
    /// </summary>
    /// <param name="output">Index of the output.</param>
    /// <param name="score">Index of the output that <see cref="Trees"/> gives; it comes first.</param>
    /// <param name="competing">The score of the competing causes.</param>
    /// <param name="hazards">Cumulative hazard at each jump, at least one.</param>
    /// <param name="competingHazards">Cumulative hazard of the competing causes before each jump.</param>
    /// <param name="jumps">For each slot the number of jumps that have passed; below 0 where nothing is known: NaN.</param>
    void PairedIncidence(
        int output, int score, CarriedTrees competing, IReadOnlyList<double> hazards, IReadOnlyList<double> competingHazards, IReadOnlyList<int> jumps)
    {
    }
}
