using HccRisk.Core.Formulas;
using Xunit;

namespace HccRisk.Core.Tests.Formulas;

public sealed class FormulaTests
{
    private static readonly string[] Columns = ["albumin", "afp", "AFP ng/mL"];

    // Values by arithmetic.
    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("8 - 3 - 2", 3)]
    [InlineData("8 / 4 / 2", 1)]
    [InlineData("2 ^ 3 ^ 2", 512)]
    [InlineData("-2 ^ 2", -4)]
    [InlineData("2 ^ -1", 0.5)]
    [InlineData("--2", 2)]
    [InlineData("1.5e2 + .5", 150.5)]
    [InlineData("2E-1", 0.2)]
    [InlineData("log10(afp)", 2)]
    [InlineData("ln(exp(3)) + log(1)", 3)]
    [InlineData("sqrt(16)", 4)]
    [InlineData("min(3, 1, 2) + max(4, 5)", 6)]
    [InlineData("if(afp > 99, 1, 2)", 1)]
    [InlineData("if(afp <= 99, 1, 2)", 2)]
    [InlineData("IF(0, 1, 2)", 2)]
    [InlineData("(1 < 2) + (2 <= 2) + (3 > 4) + (4 >= 5) + (1 == 1) + (1 != 1)", 3)]
    [InlineData("1 + 1 == 2", 1)]
    [InlineData("[AFP ng/mL] - afp", 5)]
    [InlineData("afp-albumin", 60)]
    public void Evaluate_Formula_IsItsArithmetic(string text, double expected) =>
        Assert.Equal(expected, Formula.Parse(text, Columns).Evaluate([40, 100, 105]), 1e-12);

    [Theory]
    [InlineData("afp")]
    [InlineData("afp > 1")]
    [InlineData("if(afp > 1, 1, 1)")]
    [InlineData("min(afp, 1)")]
    [InlineData("max(1, afp)")]
    [InlineData("afp ^ 0")]
    [InlineData("afp != afp")]
    public void Evaluate_NaN_GoesThrough(string text) => Assert.True(double.IsNaN(Formula.Parse(text, Columns).Evaluate([1, double.NaN, 1])));

    [Theory]
    [InlineData("albumim * 2", 1, "no column 'albumim' (nearest: 'albumin')")]
    [InlineData("2 * lg(afp)", 5, "no function 'lg' (nearest:")]
    [InlineData("2 +", 4, "is missing")]
    [InlineData("", 1, "is missing")]
    [InlineData("(1 + 2", 7, "'(' of character 1 is not closed")]
    [InlineData("1 + 2)", 6, "')' has no '('")]
    [InlineData("afp = 2", 5, "equality is '=='")]
    [InlineData("min(1)", 1, "takes 2 values or more, not 1")]
    [InlineData("if(1, 2)", 1, "takes 3 values, not 2")]
    [InlineData("ln()", 1, "takes 1 value, not 0")]
    [InlineData("1 < 2 < 3", 7, "a comparison of a comparison")]
    [InlineData("1.2.3", 1, "'1.2.3' is not a number")]
    [InlineData("1e999", 1, "is not a number")]
    [InlineData("[afp", 1, "'[' is not closed")]
    [InlineData("log10", 1, "write log10(...)")]
    [InlineData("afp; 2", 4, "';' is not expected")]
    [InlineData("afp.GetType()", 1, "no function 'afp.GetType'")]
    [InlineData("2 afp", 3, "'a' is not expected")]
    public void Parse_Fault_NamesTheCharacter(string text, int position, string fault)
    {
        var e = Assert.Throws<FormulaException>(() => Formula.Parse(text, Columns));

        Assert.Equal(position, e.Position);
        Assert.StartsWith($"character {position}: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(fault, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("sqrt(", ")")]
    [InlineData("2^", "")]
    [InlineData("-(", ")")]
    public void Parse_TooDeep_IsAFault(string open, string close)
    {
        string Nested(int times) => string.Concat(Enumerable.Repeat(open, times)) + "1" + string.Concat(Enumerable.Repeat(close, times));

        Assert.False(double.IsNaN(Formula.Parse(Nested(Formula.MaximumDepth - 1), Columns).Evaluate([0, 0, 0])));
        Assert.Contains("nested more than 64 deep", Assert.Throws<FormulaException>(() => Formula.Parse(Nested(Formula.MaximumDepth + 1), Columns)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooLong_IsAFault()
    {
        var longest = "1" + string.Concat(Enumerable.Repeat("+1", (Formula.MaximumLength - 1) / 2));

        Assert.Equal(longest.Length / 2 + 1, Formula.Parse(longest, Columns).Evaluate([0, 0, 0]));
        Assert.Contains("4000 are the most", Assert.Throws<FormulaException>(() => Formula.Parse(longest + "+1", Columns)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_AnyText_IsANumberOrAFault()
    {
        const string Alphabet = "afp12.()+-*/^<>=!,[]e ln";
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            try
            {
                Formula.Parse(text, Columns).Evaluate([1, 2, 3]);
            }
            catch (FormulaException e)
            {
                Assert.InRange(e.Position, 1, text.Length + 1);
            }
        }
    }
}
