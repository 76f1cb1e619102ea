using HccRisk.Survival.Cox;

namespace HccRisk.Survival.CoxBoost;

/// <summary>What boosting made of one cause, step by step.</summary>
public sealed class CoxBoostCausePath
{
    private readonly Lock _lock = new();
    private readonly CoxBoostRisk _risk;
    private readonly CoxBoostDesign _design;
    private readonly double[]? _offset;
    private readonly List<double[]> _steps = [];
    private readonly List<int> _selected = [];
    private readonly List<double> _logLikelihoods = [];

    internal CoxBoostCausePath(int cause, CoxBoostRisk risk, CoxBoostDesign design, double[]? offset) =>
        (Cause, _risk, _design, _offset) = (cause, risk, design, offset);

    /// <summary>Event code of the cause; 0 for any.</summary>
    public int Cause { get; }

    /// <summary>Number of its events.</summary>
    public int EventCount => _risk.EventCount;

    /// <summary>Steps made.</summary>
    public int Steps => _selected.Count;

    /// <summary>Index of the column each step took, from step 1; -1 where no column that may be taken tells patients apart.</summary>
    public IReadOnlyList<int> Selected => _selected;

    /// <summary>Log partial likelihood after each step, from step 0: the mandatory columns alone, after one Newton step unless no step follows.</summary>
    public IReadOnlyList<double> LogLikelihood => _logLikelihoods;

    /// <summary>What each column was divided by: its standard deviation over n - 1, or 1 for one that was taken as it is.</summary>
    public IReadOnlyList<double> Scale => _design.Scale;

    /// <summary>Log (subdistribution) hazard ratio per unit of each column after a step; 0 for a column that is not in the model.</summary>
    /// <param name="step">From 0 to <see cref="Steps"/>.</param>
    public IReadOnlyList<double> Coefficients(int step) => [.. _steps[step].Select((b, j) => b / _design.Scale[j])];

    /// <summary>Number of columns in the model after a step, the mandatory ones counted.</summary>
    /// <param name="step">From 0 to <see cref="Steps"/>.</param>
    public int Count(int step) => _steps[step].Count(b => b != 0);

    /// <summary>Coefficients after a step with the baseline hazard (Breslow's, with the tie weights of the fit) they imply, the offset at 0.</summary>
    /// <param name="step">From 0 to <see cref="Steps"/>.</param>
    /// <returns>A predictor; of the Fine-Gray form its "survival" is one less the cumulative incidence.</returns>
    public CoxPredictor Predictor(int step)
    {
        var eta = _offset is null ? new double[_design.Rows] : (double[])_offset.Clone();
        for (var j = 0; j < _design.Columns; j++)
        {
            if (_steps[step][j] != 0)
            {
                _design.AddTo(eta, j, _steps[step][j]);
            }
        }

        lock (_lock)
        {
            _risk.Evaluate(eta);
            return new CoxPredictor(Coefficients(step), _design.Center, [.. _risk.Times.Reverse()], _risk.CumulativeHazard());
        }
    }

    internal void Add(CoxBoostStepper stepper, int? selected)
    {
        _steps.Add((double[])stepper.Beta.Clone());
        _logLikelihoods.Add(stepper.LogLikelihood);
        if (selected is { } column)
        {
            _selected.Add(column);
        }
    }
}
