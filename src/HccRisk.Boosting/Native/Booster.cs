using System.Numerics.Tensors;
using HccRisk.Survival.Boosting;

namespace HccRisk.Boosting.Native;

/// <summary>A model in training: native columns, native trees, our objective.</summary>
internal sealed unsafe class Booster : IDisposable
{
    private readonly string _parameters;
    private readonly int _columns;
    private readonly DatasetHandle _training;
    private readonly BoosterHandle _booster;
    private readonly double[] _gradient;
    private readonly double[] _hessian;
    private readonly float[] _singleGradient;
    private readonly float[] _singleHessian;
    private DatasetHandle? _test;

    /// <summary>Bins the columns.</summary>
    /// <param name="x">Row-major values; NaN where one is missing.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="parameters">LightGBM's parameters.</param>
    public Booster(ReadOnlySpan<double> x, int columns, string parameters)
    {
        LightGbmRuntime.Enter();
        (_parameters, _columns) = (parameters, columns);
        var rows = x.Length / columns;
        _training = Dataset(x, 0);
        var code = LightGbmNative.BoosterCreate(_training, parameters, out _booster);
        try
        {
            LightGbmRuntime.Check(code, "preparing the trees");
        }
        catch
        {
            _training.Dispose();
            throw;
        }

        (_gradient, _hessian) = (new double[rows], new double[rows]);
        (_singleGradient, _singleHessian) = (new float[rows], new float[rows]);
    }

    /// <summary>Adds rows that are scored along, as data 1.</summary>
    /// <param name="x">Row-major values.</param>
    public void AddTest(ReadOnlySpan<double> x)
    {
        LightGbmRuntime.Enter();
        _test = Dataset(x, _training.DangerousGetHandle());
        LightGbmRuntime.Check(LightGbmNative.BoosterAddData(_booster, _test), "adding rows to be scored");
    }

    /// <summary>Grows the next tree; none when nothing can be split.</summary>
    /// <param name="objective">The objective of the training rows.</param>
    /// <param name="scores">Their scores so far; receives those with the tree.</param>
    /// <param name="start">What the objective adds to the trees.</param>
    /// <returns>The log-likelihood before the tree.</returns>
    public double Grow(BoostingObjective objective, Span<double> scores, double start)
    {
        LightGbmRuntime.Enter();
        if (start != 0)
        {
            TensorPrimitives.Add(scores, start, scores);
        }

        var likelihood = objective.Differentiate(scores, _gradient, _hessian);
        TensorPrimitives.ConvertTruncating<double, float>(_gradient, _singleGradient);
        TensorPrimitives.ConvertTruncating<double, float>(_hessian, _singleHessian);
        fixed (float* gradient = _singleGradient, hessian = _singleHessian)
        {
            LightGbmRuntime.Check(LightGbmNative.BoosterUpdate(_booster, gradient, hessian, out _), "growing a tree");
        }

        Read(0, scores);
        return likelihood;
    }

    /// <summary>Reads the scores of the training rows (0) or of those added (1).</summary>
    /// <param name="data">Which rows.</param>
    /// <param name="scores">Receives one score a row.</param>
    public void Read(int data, Span<double> scores)
    {
        fixed (double* values = scores)
        {
            LightGbmRuntime.Check(LightGbmNative.BoosterScores(_booster, data, out _, values), "reading scores");
        }
    }

    /// <summary>The trees grown so far.</summary>
    /// <param name="start">What the score adds to them.</param>
    public BoostedTrees Trees(double start)
    {
        var (trees, leaves) = ModelText.Read(Text());
        return new BoostedTrees { Start = start, Trees = trees, Leaves = leaves };
    }

    /// <summary>LightGBM's own words for the model.</summary>
    public string Text()
    {
        LightGbmRuntime.Check(LightGbmNative.BoosterText(_booster, 0, -1, 0, 0, out var length, null), "writing the trees");
        var text = new byte[length];
        fixed (byte* buffer = text)
        {
            LightGbmRuntime.Check(LightGbmNative.BoosterText(_booster, 0, -1, 0, length, out length, buffer), "writing the trees");
        }

        return System.Text.Encoding.UTF8.GetString(text.AsSpan(0, (int)length - 1));
    }

    public void Dispose()
    {
        _booster.Dispose();
        _test?.Dispose();
        _training.Dispose();
    }

    private DatasetHandle Dataset(ReadOnlySpan<double> x, nint reference)
    {
        fixed (double* data = x)
        {
            var code = LightGbmNative.DatasetCreate(data, LightGbmNative.Double, x.Length / _columns, _columns, 1, _parameters, reference, out var dataset);
            LightGbmRuntime.Check(code, "binning the features");
            return dataset;
        }
    }
}
