using HccRisk.Mil.Network;

namespace HccRisk.Mil.Training;

/// <summary>Adam with decoupled decay of the weights (Loshchilov and Hutter, ICLR 2019).</summary>
internal sealed class AdamW(AttentionShape shape, double decay)
{
    private const double FirstRate = 0.9;
    private const double SecondRate = 0.999;
    private const double Least = 1e-8;

    private readonly double[] _first = new double[shape.Count];
    private readonly double[] _second = new double[shape.Count];
    private int _steps;

    /// <summary>Moves the parameters one step down the gradient.</summary>
    public void Step(double[] parameters, double[] gradient, double learningRate)
    {
        _steps++;
        var (first, second) = (1 - Math.Pow(FirstRate, _steps), 1 - Math.Pow(SecondRate, _steps));
        for (var i = 0; i < parameters.Length; i++)
        {
            _first[i] = (FirstRate * _first[i]) + ((1 - FirstRate) * gradient[i]);
            _second[i] = (SecondRate * _second[i]) + ((1 - SecondRate) * gradient[i] * gradient[i]);
            var step = _first[i] / first / (Math.Sqrt(_second[i] / second) + Least);
            parameters[i] -= learningRate * (step + (shape.IsBias(i) ? 0 : decay * parameters[i]));
        }
    }
}
