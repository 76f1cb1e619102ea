namespace HccRisk.Features.Formulas;

/// <summary>What a part of a formula does.</summary>
internal enum FormulaOperation
{
    Number,
    Column,
    If,
    Negate,
    Ln,
    Log10,
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
