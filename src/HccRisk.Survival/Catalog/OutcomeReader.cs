using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using Microsoft.ML;

namespace HccRisk.Survival.Catalog;

/// <summary>Reads follow-up from a data view.</summary>
internal static class OutcomeReader
{
    public static SurvivalOutcome Read(IDataView data, string timeColumn, string eventColumn)
    {
        var times = DataViewReader.ReadNumbers(data, timeColumn);
        var codes = DataViewReader.ReadNumbers(data, eventColumn);
        var events = new int[codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            if (!(codes[i] >= 0) || codes[i] != Math.Floor(codes[i]) || codes[i] > 1000)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Column '{eventColumn}' is {codes[i]} in row {i}; event codes are whole numbers, 0 for censored."));
            }

            events[i] = (int)codes[i];
        }

        return new SurvivalOutcome(times, events);
    }
}
