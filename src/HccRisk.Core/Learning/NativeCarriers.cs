using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace HccRisk.Core.Learning;

/// <summary>
/// Makes ML.NET's own trainers and transforms learn given numbers, by fitting them on rows made for it. That leans on how they learn, so
/// what came
/// out is read back: where it is not what was meant, the mapping takes over. A program can ask for the mapping everywhere by the switch
/// <see cref="MappingSwitch"/> of <see cref="AppContext"/>.
/// </summary>
internal sealed class NativeCarriers : INativeCarriers
{
    /// <summary>The switch back to the mapping.</summary>
    public const string MappingSwitch = "HccRisk.Learning.Mapping";

    public const string ZeroColumn = "HccRisk.Zero";

    private const string Score = "Score";
    private const string Scratch = "HccRisk.";
    private const string Before = "Before";

    // Beside terms as large as this, single precision loses digits of a log-risk that matter: differences from the centre come first then.
    private const double LargestTerms = 4;

    // An expression takes five columns at most, and one vector.
    private const int NumbersAtOnce = 3;

    private static readonly MLContext Context = new(seed: 0);

    private readonly LearnedColumns _columns;
    private readonly IReadOnlyList<LearnedOutput> _outputs;
    private readonly List<ITransformer> _parts = [];
    private readonly HashSet<string> _scratch = new(StringComparer.Ordinal);
    private readonly HashSet<int> _carried = [];
    private readonly bool _scoreOnly;
    private IDataView _view;
    private bool _scored;
    private bool _exact = true;

    private NativeCarriers(RowFunction function, LearnedColumns columns, IDataView data, bool scoreOnly) =>
        (_columns, _outputs, _view, _scoreOnly) = (columns, function.Outputs, data, scoreOnly);

    /// <summary>Whether the switch back to the mapping is set.</summary>
    public static bool AreOff => AppContext.TryGetSwitch(MappingSwitch, out var mapping) && mapping;

    /// <summary>The transforms that carry what a function lets be carried, and the outputs they leave to the mapping.</summary>
    /// <param name="function">The function.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="data">Data of the schema; no row is read.</param>
    /// <returns>Null when nothing is carried.</returns>
    public static (IReadOnlyList<ITransformer> Parts, IReadOnlySet<int> Carried)? Make(
        LearnedFunction function, LearnedColumns columns, IDataView data)
    {
        var carriers = new NativeCarriers(function, columns, data, scoreOnly: false);
        function.Lower(carriers);
        if (!carriers._exact || carriers._carried.Count == 0)
        {
            return null;
        }

        // The function rides along as text when no mapping does.
        carriers.Finish(carriers._carried.Count == carriers._outputs.Count ? LearnedState.Write(function, columns) : null);
        return (carriers._parts, carriers._carried);
    }

    /// <summary>The transforms of selections, scaling and linear scores alone, which ML.NET can convert; null when the function has
    /// others only.</summary>
    public static IReadOnlyList<ITransformer>? MakeLinear(LearnedFunction function, LearnedColumns columns, IDataView data)
    {
        var carriers = new NativeCarriers(function, columns, data, scoreOnly: true);
        function.Lower(carriers);
        if (!carriers._exact || carriers._carried.Count == 0)
        {
            return null;
        }

        carriers.Finish(state: null);
        return carriers._parts;
    }

    /// <summary>A linear score as ML.NET's own predictor over the input column.</summary>
    public static RegressionPredictionTransformer<LinearRegressionModelParameters>? MakePredictor(
        IReadOnlyList<double> weights, IReadOnlyList<double> centre, string features) =>
        Predictor(features, [.. weights.Select(w => (float)w)], (float)-weights.Zip(centre, (w, c) => w * c).Sum());

    /// <inheritdoc/>
    public void Select(int output, IReadOnlyList<int> slots)
    {
        // Slots that are not 0 in the one row stay.
        var row = new float[((VectorDataViewType)_view.Schema[_columns.Input].Type).Size];
        foreach (var slot in slots)
        {
            row[slot] = 1;
        }

        var rows = Row.Load(_columns.Input, row.Length, [new Row { Features = new(row.Length, row) }]);
        Add(Context.Transforms.FeatureSelection.SelectFeaturesBasedOnCount(Result(output), _columns.Input).Fit(rows));
    }

    /// <inheritdoc/>
    public void Replace(int output, IReadOnlyList<double> values)
    {
        // The mean of one row is that row.
        var row = new Row { Features = new(values.Count, [.. values.Select(v => (float)v)]) };
        Add(Context.Transforms.ReplaceMissingValues(Result(output), _columns.Input, MissingValueReplacingEstimator.ReplacementMode.Mean)
            .Fit(Row.Load(_columns.Input, values.Count, [row])));
    }

    /// <inheritdoc/>
    public void Indicate(int output)
    {
        Add(Context.Transforms.IndicateMissingValues(Column("Missing"), _columns.Input));
        Add(Context.Transforms.Conversion.ConvertType(Result(output), Column("Missing"), DataKind.Single));
    }

    /// <inheritdoc/>
    public void Scale(int output, IReadOnlyList<double> offset, IReadOnlyList<double> scale)
    {
        float[] centre = [.. offset.Select(o => (float)o)];
        float[] spread = [.. scale.Select(s => (float)(1 / s))];
        if (!centre.Zip(spread, (c, s) => Math.Abs(c) > 4 * s).Any(x => x))
        {
            Normalise(Result(output), _columns.Input, centre, spread);
            return;
        }

        // Rows at centre +- spread would be rounded: the difference from the centre comes first, on a grid of powers of two.
        var middle = Column("Centred");
        var (shift, factor) = Centre(middle, centre);
        Normalise(
            Result(output),
            middle,
            [.. shift.Select((s, j) => (float)((offset[j] - s) * factor[j]))],
            [.. scale.Select((s, j) => (float)(factor[j] / s))]);
    }

    /// <inheritdoc/>
    public void Linear(int output, IReadOnlyList<double> weights, IReadOnlyList<double> centre)
    {
        var (features, slopes) = (_columns.Input, weights.ToArray());
        var bias = -weights.Zip(centre, (w, c) => w * c).Sum();
        if (weights.Zip(centre, (w, c) => Math.Abs(w * c)).Sum() > LargestTerms)
        {
            features = Column("Centred");
            var (shift, factor) = Centre(features, [.. centre.Select(c => (float)c)]);
            slopes = [.. slopes.Select((w, j) => w / factor[j])];
            bias = weights.Select((w, j) => w * (shift[j] - centre[j])).Sum();
        }

        Predict(Result(output), features, slopes, bias);
    }

    /// <inheritdoc/>
    public void Survival(int output, int score, IReadOnlyList<double> hazards)
    {
        if (_exact && !_scoreOnly && _carried.Contains(score))
        {
            Exponentials(Result(output), Result(score), hazards, _outputs[output].SlotNames!);
        }
    }

    /// <inheritdoc/>
    public void SurvivalSums(
        int output, int score, IReadOnlyList<double> hazards, IReadOnlyList<IReadOnlyList<double>?> weights, IReadOnlyList<double> constants)
    {
        if (!_exact || _scoreOnly || !_carried.Contains(score))
        {
            return;
        }

        var terms = Column("Terms");
        Exponentials(terms, Result(score), hazards, slots: null);
        int[] known = [.. Enumerable.Range(0, weights.Count).Where(k => weights[k] is not null)];
        foreach (var k in known)
        {
            Predict(Column($"Sum{k}"), terms, [.. weights[k]!], constants[k]);
        }

        // Every slot of a template holds its own number, or NaN; sums, which are at most 1, take the place of numbers, three at a time.
        var at = Column("Slots0");
        Constant(at, Result(score), [.. weights.Select((w, k) => w is null ? float.NaN : k + 2f)], _outputs[output].SlotNames!);
        int[][] groups = [.. known.Chunk(NumbersAtOnce)];
        for (var g = 0; g < groups.Length; g++)
        {
            var next = g == groups.Length - 1 ? Result(output) : Column($"Slots{g + 1}");
            var cases = string.Concat(groups[g].Select((k, i) =>
                FormattableString.Invariant($"x == {k + 2}f ? min(1f, max(0f, a{i})) : ")));
            var numbers = string.Concat(groups[g].Select((_, i) => $", a{i}"));
            Add(Context.Transforms.Expression(next, $"(x{numbers}) => {cases}x", [at, .. groups[g].Select(k => Column($"Sum{k}"))]));
            at = next;
        }

        if (groups.Length == 0)
        {
            Add(Context.Transforms.CopyColumns(Result(output), at));
        }
    }

    private void Exponentials(string column, string score, IReadOnlyList<double> hazards, IReadOnlyList<string>? slots)
    {
        var table = Column(column[Scratch.Length..] + "Hazards");
        Constant(table, score, [.. hazards.Select(h => (float)h)], slots);

        // Beyond 88 exp overflows in single precision, and a hazard of 0 times infinity would be NaN; any other hazard leaves nobody free there.
        Add(Context.Transforms.Expression(column, "(h, s) => exp(-h * exp(min(s, 88f)))", table, score));
    }

    /// <summary>A vector that is the same in every row.</summary>
    private void Constant(string column, string anyNumber, float[] values, IReadOnlyList<string>? slots)
    {
        if (_scratch.Add(ZeroColumn))
        {
            Add(Context.Transforms.Expression(ZeroColumn, "x => 0f", anyNumber));
        }

        var schema = SchemaDefinition.Create(typeof(Table<float[]>));
        schema[nameof(Table<>.Value)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, values.Length);
        if (slots is not null)
        {
            SlotNames.Describe(schema[nameof(Table<>.Value)], slots);
        }

        Map(column, Context.Data.LoadFromEnumerable([new Table<float[]> { Value = values }], schema));
    }

    private void Map(string column, IDataView table) => Add(Context.Transforms.Conversion.MapValue(
        column, table, table.Schema[nameof(Table<>.Key)], table.Schema[nameof(Table<>.Value)], ZeroColumn));

    /// <summary>(input - shift) * factor, with shifts next to the given ones and factors next to powers of two: what came out is
    /// returned.</summary>
    private (double[] Shift, double[] Factor) Centre(string column, float[] centre) =>
        Normalise(
            column, _columns.Input, centre, [.. centre.Select(c => MathF.Max(1, MathF.ScaleB(1, (c == 0 ? 0 : Math.ILogB(c)) - 4)))]);

    private (double[] Shift, double[] Factor) Normalise(string column, string input, float[] centre, float[] spread)
    {
        // Two rows of mean 'centre' and deviation 'spread'.
        Row At(int sign) => new() { Features = new(centre.Length, [.. centre.Zip(spread, (c, s) => c + (sign * s))]) };
        var rows = Row.Load(input, centre.Length, [At(-1), At(1)]);
        var fitted = Context.Transforms.NormalizeMeanVariance(column, input, fixZero: false, useCdf: false).Fit(rows);
        Add(fitted);
        var learned = (NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>)
            fitted.GetNormalizerModelParameters(0);
        double[] shift = [.. centre.Select((_, j) => learned.Offset.Length == 0 ? 0.0 : learned.Offset[j])];
        double[] factor = [.. learned.Scale.Select(s => (double)s)];
        for (var j = 0; j < centre.Length; j++)
        {
            _exact &= Math.Abs(centre[j] - shift[j]) <= 1e-6 * Math.Max(Math.Abs(centre[j]), spread[j])
                && Math.Abs((spread[j] * factor[j]) - 1) <= 1e-6;
        }

        return (shift, factor);
    }

    private void Predict(string column, string features, double[] weights, double bias)
    {
        if (Predictor(features, [.. weights.Select(w => (float)w)], (float)bias) is not { } predictor)
        {
            _exact = false;
            return;
        }

        if (!_scored && _view.Schema.GetColumnOrNull(Score) is not null)
        {
            // A column of the user's has the name that the predictor writes.
            Add(Context.Transforms.CopyColumns(Column(Before), Score));
        }

        Add(predictor);
        _scored = true;
        Add(Context.Transforms.CopyColumns(column, Score));
    }

    /// <summary>
    /// Gradient descent of squared loss at this rate goes all the way to a row's label. A row of one slot and then a row of none set its
    /// weight and
    /// take the bias back to 0; a last row sets the bias.
    /// </summary>
    private static RegressionPredictionTransformer<LinearRegressionModelParameters>? Predictor(string features, float[] weights, float bias)
    {
        var trainer = Context.Regression.Trainers.OnlineGradientDescent(new OnlineGradientDescentTrainer.Options
        {
            FeatureColumnName = features,
            LabelColumnName = Row.LabelColumn,
            NumberOfIterations = 1,
            LearningRate = .5f,
            DecreaseLearningRate = false,
            Shuffle = false,
            Averaged = false,
            L2Regularization = 0,
            InitialWeightsDiameter = 0,
            LossFunction = new SquaredLoss(),
        });
        var fitted = trainer.Fit(Row.Load(features, weights.Length, Lessons(weights, bias)));
        return fitted.Model.Bias == bias && fitted.Model.Weights.SequenceEqual(weights) ? fitted : null;
    }

    private static IEnumerable<Row> Lessons(float[] weights, float bias)
    {
        var none = new VBuffer<float>(weights.Length, 0, [], []);
        for (var j = 0; j < weights.Length; j++)
        {
            yield return new Row { Features = new(weights.Length, 1, [1f], [j]), Label = weights[j] };
            yield return new Row { Features = none };
        }

        yield return new Row { Features = none, Label = bias };
    }

    private void Finish(string? state)
    {
        if (state is not null)
        {
            if (_scratch.Add(ZeroColumn))
            {
                Add(Context.Transforms.Expression(ZeroColumn, "x => 0f", _columns.Input));
            }

            _scratch.Add(LearnedChain.StateColumn);
            Map(LearnedChain.StateColumn, Context.Data.LoadFromEnumerable([new Table<string> { Value = state }]));
        }

        if (_scored)
        {
            Add(Context.Transforms.DropColumns(Score));
        }

        foreach (var output in _carried.Order())
        {
            Add(Context.Transforms.CopyColumns(_columns.Outputs[output], Result(output)));
        }

        if (_scratch.Contains(Scratch + Before) && !_columns.Outputs.Contains(Score, StringComparer.Ordinal))
        {
            Add(Context.Transforms.CopyColumns(Score, Column(Before)));
        }

        Add(Context.Transforms.DropColumns([.. _scratch]));
    }

    private string Result(int output)
    {
        _carried.Add(output);
        return Column($"Output{output}");
    }

    private string Column(string name)
    {
        _scratch.Add(Scratch + name);
        return Scratch + name;
    }

    private void Add(IEstimator<ITransformer> estimator) => Add(estimator.Fit(_view));

    private void Add(ITransformer transformer)
    {
        _parts.Add(transformer);
        _view = transformer.Transform(_view);
    }

    private sealed class Row
    {
        public const string LabelColumn = "HccRisk.Label";

        public VBuffer<float> Features { get; set; }

        [ColumnName(LabelColumn)]
        public float Label { get; set; }

        public static IDataView Load(string column, int slots, IEnumerable<Row> rows)
        {
            var schema = SchemaDefinition.Create(typeof(Row));
            schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, slots);
            schema[nameof(Features)].ColumnName = column;
            return Context.Data.LoadFromEnumerable(rows, schema);
        }
    }

    private sealed class Table<T>
    {
        public float Key { get; set; }

        public T? Value { get; set; }
    }
}
