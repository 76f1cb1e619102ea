namespace HccRisk.Survival.Tests.Learning;

/// <summary>R's veteran data with every third event as a second cause: whole numbers, which single precision holds exactly.</summary>
internal static class VeteranCauses
{
    public static readonly string[] Names = ["trt1", "karno", "age", "small", "adeno", "large"];

    /// <summary>Rows of which R's predictions are known.</summary>
    public static readonly int[] Shown = [0, 1, 49];

    public static List<TrainingData> Rows(bool causes)
    {
        var rows = TrainingData.Read("veteran.csv", "time", "status", Names);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Site = i % 2 == 0 ? "a" : "b";
            rows[i].Event = causes && rows[i].Event == 1 && i % 3 == 0 ? 2 : rows[i].Event;
        }

        return rows;
    }
}
