using HccRisk.Core.Learning;

namespace HccRisk.Onnx;

/// <summary>
/// Writes what follows from a linear score, which ML.NET's converter does not know, as nodes of the graph's end: survival and incidence
/// at horizons.
/// Tensors that leave the graph are called as the converter calls them: the column and ".output".
/// </summary>
internal sealed class OnnxHorizons(LearnedColumns columns) : INativeCarriers
{
    /// <summary>The nodes, constants and outputs: a graph to be added to another.</summary>
    public OnnxMessage Graph { get; } = new();

    /// <summary>Columns of linear scores.</summary>
    public List<string> Scores { get; } = [];

    /// <summary>Columns written here.</summary>
    public List<string> Written { get; } = [];

    /// <inheritdoc/>
    public void Select(int output, IReadOnlyList<int> slots)
    {
    }

    /// <inheritdoc/>
    public void Replace(int output, IReadOnlyList<double> values)
    {
    }

    /// <inheritdoc/>
    public void Indicate(int output)
    {
    }

    /// <inheritdoc/>
    public void Scale(int output, IReadOnlyList<double> offset, IReadOnlyList<double> scale)
    {
    }

    /// <inheritdoc/>
    public void Linear(int output, IReadOnlyList<double> weights, IReadOnlyList<double> centre) => Scores.Add(columns.Outputs[output]);

    /// <inheritdoc/>
    public void Survival(int output, int score, IReadOnlyList<double> hazards) =>
        Finish(output, Exponentials(output, score, hazards), hazards.Count);

    /// <inheritdoc/>
    public void SurvivalSums(
        int output, int score, IReadOnlyList<double> hazards, IReadOnlyList<IReadOnlyList<double>?> weights, IReadOnlyList<double> constants)
    {
        var (name, count) = (columns.Outputs[output], weights.Count);
        float[] matrix = [.. hazards.SelectMany((_, i) => weights.Select(w => (float)(w?[i] ?? 0)))];
        float[] starts = [.. weights.Zip(constants, (w, c) => w is null ? float.NaN : (float)c)];
        var terms = Exponentials(output, score, hazards);
        var sums = Node("MatMul", $"{name}.sums", terms, Constant($"{name}.weights", matrix, hazards.Count, count));
        var whole = Node("Add", $"{name}.whole", sums, Constant($"{name}.constants", starts, 1, count));
        var held = Node("Clip", $"{name}.held", whole, Constant($"{name}.least", [0]), Constant($"{name}.most", [1]));
        // What is not known stays so, whatever Clip makes of it.
        Finish(output, Node("Where", $"{name}.known", Node("IsNaN", $"{name}.unknown", whole), whole, held), count);
    }

    /// <summary>exp(-hazard * exp(score)), one column a hazard.</summary>
    private string Exponentials(int output, int score, IReadOnlyList<double> hazards)
    {
        var name = columns.Outputs[output];
        var risk = Node("Exp", $"{name}.risk", $"{columns.Outputs[score]}.output");
        var factors = Constant($"{name}.hazards", [.. hazards.Select(h => (float)-h)], 1, hazards.Count);
        return Node("Exp", $"{name}.free", Node("Mul", $"{name}.power", risk, factors));
    }

    private void Finish(int output, string tensor, int count)
    {
        var name = columns.Outputs[output];
        var shape = new OnnxMessage().Add(1, new OnnxMessage().Add(1, -1)).Add(1, new OnnxMessage().Add(1, count));
        Node("Identity", $"{name}.output", tensor);
        var type = new OnnxMessage().Add(1, new OnnxMessage().Add(1, 1).Add(2, shape));
        Graph.Add(12, new OnnxMessage().Add(1, $"{name}.output").Add(2, type));
        Written.Add(name);
    }

    private string Constant(string name, float[] values, params long[] shape)
    {
        Graph.Add(5, OnnxMessage.Tensor(name, values, shape));
        return name;
    }

    private string Node(string type, string output, params string[] inputs)
    {
        var node = new OnnxMessage();
        foreach (var input in inputs)
        {
            node.Add(1, input);
        }

        Graph.Add(1, node.Add(2, output).Add(3, output).Add(4, type));
        return output;
    }
}
