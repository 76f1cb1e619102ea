using HccRisk.Core.Cohorts;
using HccRisk.Core.Imaging;
using HccRisk.Core.IO;
using HccRisk.Core.Learning;
using HccRisk.Core.Slides;
using HccRisk.Features.Pathomics.Embedding;
using HccRisk.Features.Pathomics.Stores;
using HccRisk.Features.Radiomics;
using HccRisk.Features.Radiomics.Presets;
using HccRisk.Studies.Protocol;
using HccRisk.Survival.Data;

namespace HccRisk.Cli.Commands;

/// <summary>Exit codes and one-line messages: 0 done, 2 the input is wrong, 130 stopped by the user, 1 anything else.</summary>
internal static class CommandErrors
{
    public const int WrongInput = 2;
    public const int Stopped = 130;

    public static async Task<int> Guard(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. What was extracted is kept: run the same command again to go on.");
            return Stopped;
        }
        catch (Exception e) when (e is ImageFormatException or GeometryMismatchException or EmptyMaskException or InvalidIntensityException or PyradiomicsParametersException)
        {
            await Console.Error.WriteLineAsync($"error: {OneLine(e.Message)}");
            return WrongInput;
        }
        catch (Exception e) when (e is StudyProtocolException or CohortFormatException or ColumnException or BackboneMismatchException or TileStoreException or SlideFormatException or ArgumentException or NoEventsException
            or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: {OneLine(e.Message)}");
            return WrongInput;
        }
        catch (Exception e) when (e is SlideFormatException or SlideResolutionException or TileStoreException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"error: {OneLine(e.Message)}");
            return WrongInput;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"error: {e}");
            return 1;
        }
    }

    private static string OneLine(string message) => CommandWords.Of(message.ReplaceLineEndings(" "));
}
