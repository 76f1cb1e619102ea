using HccRisk.Attainable.Generation;
using HccRisk.Attainable.Running;

namespace HccRisk.Attainable.Realism;

/// <summary>Looks at the generators themselves: cost, how much one feature says of a latent, how far from real tissue, pictures.</summary>
internal static class RealismCommand
{
    /// <returns>0, or 2 with one line on <paramref name="error"/> when an option is wrong.</returns>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        try
        {
            var options = RealismOptions.Parse(args, new AttainableOptions().Cache);
            var sources = options.Generators.Select(PatientSource.Find).ToList();
            if (options.Timed > 0)
            {
                Pace.Write(sources, options, output);
            }

            if (options.Pictures is not null)
            {
                Pictures.Write(sources, options.Pictures, options.Seed);
            }

            NearestCentroid.Write(sources, options.Seed, output);
            if (options.Patients > 0)
            {
                FeatureCorrelations.Write(sources, options, output, error);
            }

            return 0;
        }
        catch (ArgumentException e)
        {
            error.WriteLine($"synthetic-realism: {e.Message}");
            return 2;
        }
    }
}
