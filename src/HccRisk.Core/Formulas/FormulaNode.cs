namespace HccRisk.Core.Formulas;

/// <summary>A part of a formula: an operation over parts, a column or a number.</summary>
/// <param name="operation">What it does.</param>
/// <param name="parts">What it does it to.</param>
/// <param name="number">The number, or the index of the column.</param>
internal sealed class FormulaNode(FormulaOperation operation, FormulaNode[] parts, double number = 0)
{
    public bool IsComparison => operation is FormulaOperation.Less or FormulaOperation.LessOrEqual or FormulaOperation.Greater
        or FormulaOperation.GreaterOrEqual or FormulaOperation.Equal or FormulaOperation.NotEqual;

    public double Evaluate(ReadOnlySpan<double> values)
    {
        switch (operation)
        {
            case FormulaOperation.Number:
                return number;
            case FormulaOperation.Column:
                return values[(int)number];
            case FormulaOperation.If:
                var condition = parts[0].Evaluate(values);
                return double.IsNaN(condition) ? double.NaN : parts[condition != 0 ? 1 : 2].Evaluate(values);
        }

        var first = parts[0].Evaluate(values);
        if (parts.Length == 1)
        {
            return One(first);
        }

        for (var i = 1; i < parts.Length; i++)
        {
            first = Two(first, parts[i].Evaluate(values));
        }

        return first;
    }

    public bool Reads(int column) => operation == FormulaOperation.Column ? (int)number == column : parts.Any(p => p.Reads(column));

    private double One(double value) => operation switch
    {
        FormulaOperation.Negate => -value,
        FormulaOperation.Ln => Math.Log(value),
        FormulaOperation.Log10 => Math.Log10(value),
        FormulaOperation.Log2 => Math.Log2(value),
        FormulaOperation.Absolute => Math.Abs(value),
        FormulaOperation.Exp => Math.Exp(value),
        _ => Math.Sqrt(value),
    };

    private double Two(double a, double b) => operation switch
    {
        FormulaOperation.Add => a + b,
        FormulaOperation.Subtract => a - b,
        FormulaOperation.Multiply => a * b,
        FormulaOperation.Divide => a / b,
        FormulaOperation.Power => double.IsNaN(a) || double.IsNaN(b) ? double.NaN : Math.Pow(a, b), // Math.Pow(NaN, 0) is 1
        FormulaOperation.Minimum => Math.Min(a, b),
        FormulaOperation.Maximum => Math.Max(a, b),
        _ when double.IsNaN(a) || double.IsNaN(b) => double.NaN,
        FormulaOperation.Less => Number(a < b),
        FormulaOperation.LessOrEqual => Number(a <= b),
        FormulaOperation.Greater => Number(a > b),
        FormulaOperation.GreaterOrEqual => Number(a >= b),
        FormulaOperation.Equal => Number(a == b),
        _ => Number(a != b),
    };

    private static double Number(bool truth) => truth ? 1 : 0;
}
