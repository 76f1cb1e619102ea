namespace HccRisk.Core.Formulas;

/// <summary>What a part of a formula does.</summary>
internal enum FormulaOperation
{
    Number,
    Column,
    If,
    Negate,
    Ln,
    Log10,
    Log2,
    Absolute,
    Exp,
    Sqrt,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Minimum,
    Maximum,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}
