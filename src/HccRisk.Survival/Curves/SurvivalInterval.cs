namespace HccRisk.Survival.Curves;

/// <summary>Confidence limits of a survival probability from its standard error on the log scale.</summary>
internal static class SurvivalInterval
{
    /// <summary>Limits; NaN where the scale has no value (S = 0; S = 1 on log-log, logit and arcsine).</summary>
    public static (double Lower, double Upper) Of(double s, double logError, double z, ConfidenceType type)
    {
        if (s == 0)
        {
            return (double.NaN, double.NaN);
        }

        var half = z * logError;
        switch (type)
        {
            case ConfidenceType.Plain:
                half *= s;
                return (Math.Max(s - half, 0), Math.Min(s + half, 1));
            case ConfidenceType.Log:
                var factor = Math.Exp(half);
                return (s / factor, Math.Min(s * factor, 1));
            case ConfidenceType.LogLog:
                if (s == 1)
                {
                    return (double.NaN, double.NaN);
                }

                var center = Math.Log(-Math.Log(s));
                half /= Math.Log(s);
                return (Math.Exp(-Math.Exp(center - half)), Math.Exp(-Math.Exp(center + half)));
            case ConfidenceType.Logit:
                if (s == 1)
                {
                    return (double.NaN, double.NaN);
                }

                var logit = Math.Log(s / (1 - s));
                half *= 1 + s / (1 - s);
                return (1 - 1 / (1 + Math.Exp(logit - half)), 1 - 1 / (1 + Math.Exp(logit + half)));
            case ConfidenceType.Arcsine:
                if (s == 1)
                {
                    return (double.NaN, double.NaN);
                }

                half *= 0.5 * Math.Sqrt(s / (1 - s));
                var angle = Math.Asin(Math.Sqrt(s));
                var low = Math.Sin(Math.Max(0, angle - half));
                var high = Math.Sin(Math.Min(Math.PI / 2, angle + half));
                return (low * low, high * high);
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown confidence type.");
        }
    }
}
