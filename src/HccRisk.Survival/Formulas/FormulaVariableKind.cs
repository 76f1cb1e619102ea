namespace HccRisk.Survival.Formulas;

/// <summary>What a formula does with a variable.</summary>
internal enum FormulaVariableKind
{
    /// <summary>A column: a number, or a factor when it has labels.</summary>
    Column,
    Factor,
    Arithmetic,
    Spline,

    /// <summary>Arithmetic that reads time too.</summary>
    TimeDependent,
}
