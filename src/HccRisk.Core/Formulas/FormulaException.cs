using System.Globalization;

namespace HccRisk.Core.Formulas;

/// <summary>A text is not a formula.</summary>
public sealed class FormulaException : FormatException
{
    /// <summary>Creates the exception.</summary>
    public FormulaException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public FormulaException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public FormulaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="position">At which character, from 1.</param>
    public FormulaException(string fault, int position)
        : base(string.Create(CultureInfo.InvariantCulture, $"character {position}: {fault}")) => Position = position;

    /// <summary>At which character of the formula, from 1; 0 when it is not known.</summary>
    public int Position { get; }
}
