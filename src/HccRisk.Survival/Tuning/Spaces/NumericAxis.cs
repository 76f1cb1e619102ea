namespace HccRisk.Survival.Tuning.Spaces;

/// <summary>The scale of a numeric dimension: a stepped value stands for half a step on either side of it, so the scale has margins of that.</summary>
internal readonly record struct NumericAxis(double Low, double High, double? Step, bool IsLog)
{
    /// <summary>The lower end on the scale searched.</summary>
    public double Bottom => Scale(Low - Half);

    /// <summary>The upper end on the scale searched.</summary>
    public double Top => Scale(High + Half);

    private double Half => (Step ?? 0) / 2;

    /// <summary>The axis of a dimension; null for choices.</summary>
    public static NumericAxis? Of(Dimension dimension) => dimension switch
    {
        RealDimension real => new NumericAxis(real.Low, real.High, real.Step, real.Log),
        IntegerDimension whole => new NumericAxis(whole.Low, whole.High, 1, whole.Log),
        _ => null,
    };

    /// <summary>A value on the scale searched.</summary>
    public double Scale(double value) => IsLog ? Math.Log(value) : value;

    /// <summary>The value at a place of the scale, on the steps and within the range.</summary>
    public double Value(double scaled)
    {
        var value = IsLog ? Math.Exp(scaled) : scaled;
        return Math.Clamp(Step is { } step ? Low + (step * Math.Round((value - Low) / step)) : value, Low, High);
    }

    /// <summary>What a stepped value stands for on the scale searched.</summary>
    public (double From, double To) Cell(double value) => (Scale(value - Half), Scale(value + Half));
}
