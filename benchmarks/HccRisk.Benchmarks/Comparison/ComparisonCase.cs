namespace HccRisk.Benchmarks.Comparison;

/// <summary>One line of the comparison with R.</summary>
/// <param name="Key">Under which both sides report it.</param>
/// <param name="Work">What is computed.</param>
/// <param name="Size">Patients, with the columns where there are several.</param>
/// <param name="Target">Largest ratio of our time to R's.</param>
/// <param name="Tolerance">Largest relative difference of the numbers.</param>
/// <param name="Run">Computes and returns the numbers to compare.</param>
internal sealed record ComparisonCase(string Key, string Work, string Size, double Target, double Tolerance, Func<double[]> Run);
