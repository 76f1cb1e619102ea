using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Planning;

/// <summary>Sample size and power of studies of prognostic models.</summary>
public static class SampleSize
{
    /// <summary>
    /// Patients to develop a survival model (Riley et al., Stat Med 2019; BMJ 2020): little overfitting, little optimism in R-squared, and a
    /// precise mean risk at the horizon, with a constant event rate.
    /// </summary>
    /// <param name="parameters">Candidate parameters, 1 or more: every coefficient that could enter, not only those that stay.</param>
    /// <param name="rSquared">Cox-Snell R-squared expected of the model, adjusted for optimism, above 0.</param>
    /// <param name="rate">Events per unit of time and patient, above 0.</param>
    /// <param name="meanFollowUp">Mean follow-up in the same unit, above 0.</param>
    /// <param name="horizon">Horizon of prediction in the same unit, above 0.</param>
    /// <param name="shrinkage">Smallest shrinkage factor allowed, between <paramref name="rSquared"/> and 1; 0.9 = 10 % overfitting.</param>
    /// <param name="margin">Largest half width of the 95 % interval of the mean risk, on its upper side, between 0 and 1.</param>
    /// <returns>The size by each criterion.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range, or the R-squared is impossible with so few events.</exception>
    public static DevelopmentSize Development(
        int parameters, double rSquared, double rate, double meanFollowUp, double horizon, double shrinkage = 0.9, double margin = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parameters, 1);
        Positive(rSquared, nameof(rSquared));
        Positive(rate, nameof(rate));
        Positive(meanFollowUp, nameof(meanFollowUp));
        Positive(horizon, nameof(horizon));
        Share(shrinkage, nameof(shrinkage));
        Share(margin, nameof(margin));

        // The log-likelihood of a model that knows only the number of events a patient, e: e ln(e) - e.
        var events = rate * meanFollowUp;
        var largest = 1 - Math.Exp(2 * (events * Math.Log(events) - events));
        if (!(rSquared < largest))
        {
            throw new ArgumentOutOfRangeException(nameof(rSquared), rSquared, FormattableString.Invariant($"With {events} events a patient the largest R-squared possible is {largest}."));
        }

        if (!(rSquared < shrinkage))
        {
            throw new ArgumentOutOfRangeException(nameof(shrinkage), shrinkage, FormattableString.Invariant($"The shrinkage factor must be above the R-squared {rSquared}."));
        }

        var first = Shrunk(parameters, rSquared, shrinkage);
        var second = Shrunk(parameters, rSquared, rSquared / (rSquared + 0.05 * largest));

        // Upper limit of the rate r: r + z sqrt(r / (n m)); the risk it implies may exceed the mean risk by the margin.
        var survival = Math.Exp(-rate * horizon);
        var room = margin < survival ? -Math.Log(1 - margin / survival) : double.PositiveInfinity;
        var third = Whole(rate / meanFollowUp * Math.Pow(Normal.InvCDF(0, 1, 0.975) * horizon / room, 2));
        var patients = Math.Max(first, Math.Max(second, third));
        return new DevelopmentSize
        {
            ForShrinkage = first,
            ForOptimism = second,
            ForMeanRisk = third,
            Events = patients * events,
            EventsPerParameter = patients * events / parameters,
            LargestRSquared = largest,
        };
    }

    /// <summary>Events needed to find a hazard ratio in a Cox model (Schoenfeld, Biometrics 1983; Hsieh and Lavori, Control Clin Trials 2000).</summary>
    /// <param name="hazardRatio">Hazard ratio per unit of the covariate, above 0 and not 1.</param>
    /// <param name="variance">Variance of the covariate: 0.25 for two equal groups, p (1 - p) for a share p, 1 for a standardised marker.</param>
    /// <param name="power">Wanted power, between 0 and 1.</param>
    /// <param name="alpha">Two-sided level, between 0 and 1.</param>
    /// <param name="explained">Share of the covariate's variance that other covariates explain, 0 or more and below 1.</param>
    /// <returns>Events, rounded up.</returns>
    public static int Events(double hazardRatio, double variance = 0.25, double power = 0.8, double alpha = 0.05, double explained = 0)
    {
        var effect = Effect(hazardRatio, variance, alpha, explained);
        Share(power, nameof(power));
        var z = Normal.InvCDF(0, 1, 1 - alpha / 2) + Normal.InvCDF(0, 1, power);
        return Whole(z * z / effect);
    }

    /// <summary>Power to find a hazard ratio with so many events; the far tail is left out.</summary>
    /// <param name="events">Events, 1 or more.</param>
    /// <param name="hazardRatio">Hazard ratio per unit of the covariate, above 0 and not 1.</param>
    /// <param name="variance">Variance of the covariate, as in <see cref="Events"/>.</param>
    /// <param name="alpha">Two-sided level, between 0 and 1.</param>
    /// <param name="explained">Share of the covariate's variance that other covariates explain.</param>
    /// <returns>The power, 0 to 1.</returns>
    public static double Power(int events, double hazardRatio, double variance = 0.25, double alpha = 0.05, double explained = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(events, 1);
        var effect = Effect(hazardRatio, variance, alpha, explained);
        return Normal.CDF(0, 1, Math.Sqrt(events * effect) - Normal.InvCDF(0, 1, 1 - alpha / 2));
    }

    /// <summary>
    /// Patients of an external set so that observed over expected events are known with a given precision (Riley et al., Stat Med 2021).
    /// It holds when everybody's status at the horizon is known: divide by the share of whom it is.
    /// </summary>
    /// <param name="risk">Risk by the horizon expected in the set, between 0 and 1.</param>
    /// <param name="width">Wanted ratio of the upper to the lower 95 % limit of observed / expected, above 1.</param>
    /// <returns>Patients, rounded up.</returns>
    public static int ForObservedExpected(double risk, double width)
    {
        Share(risk, nameof(risk));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(width, 1);
        var error = Math.Log(width) / (2 * Normal.InvCDF(0, 1, 0.975));
        return Whole((1 - risk) / (risk * error * error));
    }

    /// <summary>
    /// Standard error of an AUC at a horizon in an external set (Newcombe, Stat Med 2006, as used by Riley et al. 2021), everybody's status known.
    /// </summary>
    /// <param name="patients">Patients, 2 or more.</param>
    /// <param name="risk">Risk by the horizon, between 0 and 1.</param>
    /// <param name="auc">Expected AUC, between 0 and 1.</param>
    /// <returns>The standard error.</returns>
    public static double AucError(int patients, double risk, double auc)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patients, 2);
        Share(risk, nameof(risk));
        Share(auc, nameof(auc));
        var half = patients / 2.0 - 1;
        return Math.Sqrt(auc * (1 - auc) * (1 + half * (1 - auc) / (2 - auc) + half * auc / (1 + auc)) / ((double)patients * patients * risk * (1 - risk)));
    }

    /// <summary>Patients of an external set so that the 95 % interval of the AUC at a horizon has a given width.</summary>
    /// <param name="risk">Risk by the horizon, between 0 and 1.</param>
    /// <param name="auc">Expected AUC, between 0 and 1.</param>
    /// <param name="width">Wanted width of the interval, between 0 and 1.</param>
    /// <returns>The smallest number of patients that reaches it.</returns>
    public static int ForAuc(double risk, double auc, double width)
    {
        Share(width, nameof(width));
        var error = width / (2 * Normal.InvCDF(0, 1, 0.975));
        int low = 1, high = 2;
        while (AucError(high, risk, auc) > error)
        {
            low = high;
            high = checked(high * 2);
        }

        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            (low, high) = AucError(middle, risk, auc) > error ? (middle, high) : (low, middle);
        }

        return high;
    }

    private static int Shrunk(int parameters, double rSquared, double shrinkage) =>
        Whole(parameters / ((shrinkage - 1) * Math.Log(1 - rSquared / shrinkage)));

    private static double Effect(double hazardRatio, double variance, double alpha, double explained)
    {
        Positive(hazardRatio, nameof(hazardRatio));
        Positive(variance, nameof(variance));
        Share(alpha, nameof(alpha));
        ArgumentOutOfRangeException.ThrowIfEqual(hazardRatio, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(explained);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(explained, 1);
        return Math.Pow(Math.Log(hazardRatio), 2) * variance * (1 - explained);
    }

    private static int Whole(double value) => checked((int)Math.Ceiling(value));

    private static void Positive(double value, string name)
    {
        if (!(value > 0) || !double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "The value must be finite and greater than 0.");
        }
    }

    private static void Share(double value, string name)
    {
        if (!(value > 0) || !(value < 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "The value must lie between 0 and 1.");
        }
    }
}
