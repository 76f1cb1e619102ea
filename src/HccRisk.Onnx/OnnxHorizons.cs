using HccRisk.Core.Learning;

namespace HccRisk.Onnx;

/// <summary>
/// Writes what ML.NET's converter does not know as nodes of the graph's end: ensembles of trees, and what follows from a score, survival and incidence at
/// horizons.
/// Tensors that leave the graph are called as the converter calls them: the column and ".output".
/// </summary>
/// <param name="columns">Columns of the function.</param>
/// <param name="shapes">What it writes.</param>
/// <param name="rewritten">Columns that a later step writes anew: what this function has for them is not what the model says.</param>
internal sealed class OnnxHorizons(LearnedColumns columns, IReadOnlyList<LearnedOutput> shapes, IReadOnlySet<string> rewritten) : INativeCarriers
{
    /// <summary>The nodes, constants and outputs: a graph to be added to another.</summary>
    public OnnxMessage Graph { get; } = new();

    /// <summary>Columns of linear scores.</summary>
    public List<string> Scores { get; } = [];

    /// <summary>Whether an ensemble of trees is written, which reads the function's input.</summary>
    public bool HasTrees { get; private set; }

    /// <summary>Name of the input as a column that the graph before makes.</summary>
    public string InputColumn => $"{columns.Outputs[0]}.inputs";

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
    public void Linear(int output, IReadOnlyList<double> weights, IReadOnlyList<double> centre)
    {
        if (!IsRewritten(output))
        {
            Scores.Add(columns.Outputs[output]);
        }
    }

    /// <inheritdoc/>
    public void Trees(IReadOnlyList<int> outputs, CarriedTrees trees)
    {
        HasTrees = true;
        var (sums, start) = (Ensemble(columns.Outputs[outputs[0]], trees), 0L);
        foreach (var output in outputs)
        {
            var name = columns.Outputs[output];
            var count = outputs.Count == 1 ? trees.Constants.Count : shapes[output].Length;
            Graph.Add(5, OnnxMessage.Tensor($"{name}.columns", [.. Enumerable.Range(0, count).Select(k => start + k)]));
            Finish(output, Node("Gather", $"{name}.part", [sums, $"{name}.columns"], OnnxMessage.Attribute("axis", 1)), count);
            start += count;
        }
    }

    /// <inheritdoc/>
    public void PairedIncidence(
        int output, int score, CarriedTrees competing, IReadOnlyList<double> hazards, IReadOnlyList<double> competingHazards, IReadOnlyList<int> jumps)
    {
        if (IsRewritten(output))
        {
            return;
        }

        // The fall at a jump: the column before less its own, where the first has 1 before it.
        var (name, count, width) = (columns.Outputs[output], hazards.Count, jumps.Count);
        var free = Exponentials(output, score, hazards);
        var shift = new float[count * count];
        for (var i = 0; i < count; i++)
        {
            shift[(i * count) + i] = -1;
            if (i > 0)
            {
                shift[((i - 1) * count) + i] = 1;
            }
        }

        float[] first = [.. Enumerable.Range(0, count).Select(i => i == 0 ? 1f : 0f)];
        var falls = Node("Add", $"{name}.falls", Node("MatMul", $"{name}.steps", free, Constant($"{name}.shift", shift, count, count)), Constant($"{name}.first", first, 1, count));
        var risk = Node("Exp", $"{name}.competing.risk", Ensemble($"{name}.competing", competing));
        var factors = Constant($"{name}.competing.hazards", [.. competingHazards.Select(h => (float)-h)], 1, count);
        var others = Node("Exp", $"{name}.others", Node("Mul", $"{name}.others.power", risk, factors));
        float[] passed = [.. Enumerable.Range(0, count).SelectMany(i => jumps.Select(j => j < 0 ? float.NaN : i < j ? 1f : 0f))];
        var sums = Node("MatMul", $"{name}.sums", Node("Mul", $"{name}.parts", falls, others), Constant($"{name}.passed", passed, count, width));
        Finish(output, sums, width);
    }

    /// <inheritdoc/>
    public void Survival(int output, int score, IReadOnlyList<double> hazards)
    {
        if (!IsRewritten(output))
        {
            Finish(output, Exponentials(output, score, hazards), hazards.Count);
        }
    }

    /// <inheritdoc/>
    public void SurvivalSums(
        int output, int score, IReadOnlyList<double> hazards, IReadOnlyList<IReadOnlyList<double>?> weights, IReadOnlyList<double> constants)
    {
        if (IsRewritten(output))
        {
            return;
        }

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

    private bool IsRewritten(int output) => rewritten.Contains(columns.Outputs[output]);

    /// <summary>exp(-hazard * exp(score)), one column a hazard.</summary>
    private string Exponentials(int output, int score, IReadOnlyList<double> hazards)
    {
        var name = columns.Outputs[output];
        var given = $"{columns.Outputs[score]}.output";
        // Beyond 88 exp overflows in single precision, and a hazard of 0 times infinity would be NaN; a score of NaN stays so.
        var bounded = Node("Min", $"{name}.bounded", given, Constant($"{name}.greatest", [88], 1, 1));
        var risk = Node("Exp", $"{name}.risk", Node("Where", $"{name}.score", Node("IsNaN", $"{name}.missing", given), given, bounded));
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

    /// <summary>The sums of trees, one column a number; rows with a missing input that the trees do not take are NaN.</summary>
    private string Ensemble(string name, CarriedTrees trees)
    {
        var inputs = $"{InputColumn}.output";
        var wide = Node("Cast", $"{name}.wide", [inputs], OnnxMessage.Attribute("to", 11));
        Graph.Add(1, OnnxTrees.Node(trees, wide, $"{name}.trees"));
        if (trees.TakesMissing)
        {
            return $"{name}.trees";
        }

        var missing = Node("Cast", $"{name}.missing", [Node("IsNaN", $"{name}.nan", inputs)], OnnxMessage.Attribute("to", 1));
        var any = Node("Cast", $"{name}.any", [Node("ReduceSumSquare", $"{name}.count", [missing], OnnxMessage.Attribute("axes", [1]))], OnnxMessage.Attribute("to", 9));
        return Node("Where", $"{name}.known", any, Constant($"{name}.none", [float.NaN]), $"{name}.trees");
    }

    private string Node(string type, string output, params string[] inputs) => Node(type, output, inputs, attribute: null);

    private string Node(string type, string output, string[] inputs, OnnxMessage? attribute)
    {
        var node = new OnnxMessage();
        foreach (var input in inputs)
        {
            node.Add(1, input);
        }

        node.Add(2, output).Add(3, output).Add(4, type);
        Graph.Add(1, attribute is null ? node : node.Add(5, attribute));
        return output;
    }
}
