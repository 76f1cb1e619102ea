using System.Globalization;
using System.Text.Json.Nodes;

namespace HccRisk.Survival.Tuning.Spaces;

/// <summary>The values of one trial.</summary>
public sealed class TrialValues
{
    private readonly double[] _values;

    /// <param name="space">The space.</param>
    /// <param name="values">A number a dimension; the number of a choice; NaN where the dimension has no value.</param>
    internal TrialValues(SearchSpace space, double[] values) => (Space, _values) = (space, values);

    /// <summary>What the values were drawn from.</summary>
    public SearchSpace Space { get; }

    /// <summary>The numbers behind the values.</summary>
    internal ReadOnlySpan<double> Numbers => _values;

    /// <summary>Whether a dimension has a value here: its condition holds.</summary>
    /// <param name="name">Name of the dimension.</param>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    public bool Has(string name) => !double.IsNaN(_values[IndexOf(name)]);

    /// <summary>The value of a number.</summary>
    /// <param name="name">Name of the dimension.</param>
    /// <exception cref="ArgumentException">There is no such dimension with numbers, or its condition does not hold.</exception>
    public double Real(string name) => Space.Dimensions[At(name)] is not CategoricalDimension
        ? _values[At(name)]
        : throw new ArgumentException($"'{name}' has choices, not numbers.", nameof(name));

    /// <summary>The value of a whole number.</summary>
    /// <param name="name">Name of the dimension.</param>
    /// <exception cref="ArgumentException">There is no such dimension with whole numbers, or its condition does not hold.</exception>
    public int Whole(string name) => Space.Dimensions[At(name)] is IntegerDimension
        ? (int)_values[At(name)]
        : throw new ArgumentException($"'{name}' has no whole numbers.", nameof(name));

    /// <summary>The choice made.</summary>
    /// <param name="name">Name of the dimension.</param>
    /// <exception cref="ArgumentException">There is no such dimension with choices, or its condition does not hold.</exception>
    public string Choice(string name) => Space.Dimensions[At(name)] is CategoricalDimension choice
        ? choice.Choices[(int)_values[At(name)]]
        : throw new ArgumentException($"'{name}' has no choices.", nameof(name));

    /// <summary>Names and values, four significant digits: <c>ridge = 0.3162, rule = lasso</c>; "-" where there is none.</summary>
    public override string ToString() =>
        Space.Dimensions.Count == 0 ? "-" : string.Join(", ", Present().Select(i => $"{Space.Dimensions[i].Name} = {Text(i)}"));

    internal JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var i in Present())
        {
            json[Space.Dimensions[i].Name] = Space.Dimensions[i] is CategoricalDimension choice ? choice.Choices[(int)_values[i]] : _values[i];
        }

        return json;
    }

    private string Text(int i) => Space.Dimensions[i] switch
    {
        CategoricalDimension choice => choice.Choices[(int)_values[i]],
        IntegerDimension => ((int)_values[i]).ToString(CultureInfo.InvariantCulture),
        _ => _values[i].ToString("G4", CultureInfo.InvariantCulture),
    };

    private IEnumerable<int> Present() => Enumerable.Range(0, _values.Length).Where(i => !double.IsNaN(_values[i]));

    private int At(string name)
    {
        var at = IndexOf(name);
        return !double.IsNaN(_values[at])
            ? at
            : throw new ArgumentException($"'{name}' has no value here: it depends on {Space.Dimensions[at].When!.Describe()}; ask Has first.", nameof(name));
    }

    private int IndexOf(string name) => Space.IndexOf(name) is >= 0 and var at
        ? at
        : throw new ArgumentException($"'{name}' is no dimension; there are [{string.Join(", ", Space.Dimensions.Select(d => d.Name))}].", nameof(name));
}
