namespace HccRisk.Core.Tables;

/// <summary>How the numbers of a date stand that has no year in front and no month in letters.</summary>
public enum DateOrder
{
    /// <summary>As the dates of the column show, one of which has a day above 12; refused where none has.</summary>
    Found,

    /// <summary>Day, month, year.</summary>
    DayFirst,

    /// <summary>Month, day, year.</summary>
    MonthFirst,

    /// <summary>Numbers are days of a spreadsheet that counts 1900-01-01 as 1, with the 29th of February 1900 that never was.</summary>
    Serial1900,

    /// <summary>Numbers are days of a spreadsheet that counts 1904-01-01 as 0.</summary>
    Serial1904,
}
