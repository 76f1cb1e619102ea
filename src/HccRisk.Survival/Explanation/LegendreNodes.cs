namespace HccRisk.Survival.Explanation;

/// <summary>Points and weights of Gauss and Legendre's rule on 0 to 1, which integrates polynomials exactly up to degree twice the points less one.</summary>
internal static class LegendreNodes
{
    /// <summary>The rule of a number of points, 1 or more.</summary>
    public static (double[] Points, double[] Weights) Of(int count)
    {
        var (points, weights) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            // Newton's steps from Chebyshev's points reach the roots in a few.
            var x = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            var slope = 0.0;
            for (var step = 0; step < 100; step++)
            {
                var (value, before) = (1.0, 0.0);
                for (var k = 1; k <= count; k++)
                {
                    (value, before) = ((((2 * k) - 1) * x * value - ((k - 1) * before)) / k, value);
                }

                slope = count * ((x * value) - before) / ((x * x) - 1);
                var change = value / slope;
                x -= change;
                if (Math.Abs(change) <= 1e-16)
                {
                    break;
                }
            }

            points[i] = (1 + x) / 2;
            weights[i] = 1 / ((1 - (x * x)) * slope * slope);
        }

        return (points, weights);
    }
}
