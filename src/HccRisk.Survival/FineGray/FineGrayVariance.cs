using System.Numerics.Tensors;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.FineGray;

/// <summary>
/// The middle of the Fine-Gray sandwich: the sum over patients of (eta + psi)(eta + psi)', eta being the score of a patient
/// and psi what estimating the censoring distribution adds (Fine and Gray, JASA 1999, section 3). O(n p + n p^2).
/// </summary>
internal static class FineGrayVariance
{
    /// <param name="likelihood">Evaluated and differentiated at the coefficients.</param>
    /// <param name="x">Covariates in its order.</param>
    /// <param name="stride">Values a row.</param>
    /// <param name="knownWeights">Takes the censoring distribution as known: psi is left out.</param>
    /// <returns>Upper triangle, padded.</returns>
    public static double[] Meat(FineGrayLikelihood likelihood, double[] x, int stride, bool knownWeights)
    {
        var influence = Scores(likelihood, x, stride);
        if (!knownWeights)
        {
            AddCensoring(likelihood, x, stride, influence);
        }

        var product = new SymmetricProduct(stride);
        for (var i = 0; i < influence.Length; i += stride)
        {
            influence.AsSpan(i, stride).CopyTo(product.NextRow());
        }

        product.Flush();
        return product.Sum;
    }

    private static double[] Scores(FineGrayLikelihood likelihood, double[] x, int stride)
    {
        var result = new double[x.Length];
        var moment = new double[stride];
        double hazard = 0;
        for (var g = 0; g < likelihood.Deaths.Length; g++)
        {
            var mean = likelihood.Means.AsSpan(g * stride, stride);
            hazard += likelihood.Steps[g];
            TensorPrimitives.MultiplyAdd(mean, likelihood.Steps[g], moment, moment);
            for (var i = likelihood.Starts[g]; i < likelihood.Starts[g + 1]; i++)
            {
                var row = x.AsSpan(i * stride, stride);
                var target = result.AsSpan(i * stride, stride);
                Add(target, row, moment, hazard, -likelihood.Risk[i]);
                if (likelihood.Codes[i] == 1)
                {
                    TensorPrimitives.Add(target, row, target);
                    TensorPrimitives.Subtract(target, mean, target);
                }
            }
        }

        Array.Clear(moment);
        double later = 0;
        for (var g = likelihood.Deaths.Length - 1; g >= 0; g--)
        {
            for (var i = likelihood.Starts[g]; i < likelihood.Starts[g + 1]; i++)
            {
                if (likelihood.Codes[i] == 2)
                {
                    Add(result.AsSpan(i * stride, stride), x.AsSpan(i * stride, stride), moment, later, -likelihood.Risk[i] / likelihood.Uncensored[g]);
                }
            }

            var step = likelihood.Uncensored[g] * likelihood.Steps[g];
            later += step;
            TensorPrimitives.MultiplyAdd(likelihood.Means.AsSpan(g * stride, stride), step, moment, moment);
        }

        return result;
    }

    private static void AddCensoring(FineGrayLikelihood likelihood, double[] x, int stride, double[] influence)
    {
        var groups = likelihood.Deaths.Length;
        var rows = likelihood.Order.Length;

        // What events from a time on take from those who had a competing event before it, over the number at risk.
        var change = Change(likelihood, x, stride);
        var cumulative = new double[stride];
        for (var g = 0; g < groups; g++)
        {
            var atRisk = rows - likelihood.Starts[g];
            var own = change.AsSpan(g * stride, stride);
            TensorPrimitives.MultiplyAdd(own, -(double)likelihood.Censored[g] / ((double)atRisk * atRisk), cumulative, cumulative);
            for (var i = likelihood.Starts[g]; i < likelihood.Starts[g + 1]; i++)
            {
                var target = influence.AsSpan(i * stride, stride);
                TensorPrimitives.Add(target, cumulative, target);
                if (likelihood.Codes[i] == 0)
                {
                    TensorPrimitives.MultiplyAdd(own, 1.0 / atRisk, target, target);
                }
            }
        }
    }

    private static double[] Change(FineGrayLikelihood likelihood, double[] x, int stride)
    {
        var groups = likelihood.Deaths.Length;
        var result = new double[groups * stride];
        var later = new double[groups];
        var laterMoment = new double[groups * stride];
        var moment = new double[stride];
        double hazard = 0;
        for (var g = groups - 1; g >= 0; g--)
        {
            var step = likelihood.Uncensored[g] * likelihood.Steps[g];
            hazard += step;
            TensorPrimitives.MultiplyAdd(likelihood.Means.AsSpan(g * stride, stride), step, moment, moment);
            later[g] = hazard;
            moment.CopyTo(laterMoment, g * stride);
        }

        var sum = new double[stride];
        double gone = 0;
        for (var g = 0; g < groups; g++)
        {
            var target = result.AsSpan(g * stride, stride);
            TensorPrimitives.Multiply(sum, later[g], target);
            TensorPrimitives.MultiplyAdd(laterMoment.AsSpan(g * stride, stride), -gone, target, target);
            for (var i = likelihood.Starts[g]; i < likelihood.Starts[g + 1]; i++)
            {
                if (likelihood.Codes[i] == 2)
                {
                    var weight = likelihood.Risk[i] / likelihood.Uncensored[g];
                    gone += weight;
                    TensorPrimitives.MultiplyAdd(x.AsSpan(i * stride, stride), weight, sum, sum);
                }
            }
        }

        return result;
    }

    /// <summary>target += factor * (hazard * x - moment).</summary>
    private static void Add(Span<double> target, ReadOnlySpan<double> x, ReadOnlySpan<double> moment, double hazard, double factor)
    {
        TensorPrimitives.MultiplyAdd(x, factor * hazard, target, target);
        TensorPrimitives.MultiplyAdd(moment, -factor, target, target);
    }
}
