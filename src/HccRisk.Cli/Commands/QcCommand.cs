using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Pathomics.Stores;
using HccRisk.Reporting.Gallery;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk qc</c>: a page of thumbnails of a cohort.</summary>
internal static class QcCommand
{
    public static Command Create()
    {
        var cohort = new Option<string>("--cohort") { Description = "Manifest CSV patient_id,kind,name,path[,label,mpp,objective,annotation,annotation_class].", Required = true };
        var output = new Option<string>("--out", "-o") { Description = "Folder of the page (index.html) and its pictures; a stopped run goes on where it was.", Required = true };
        var store = new Option<string?>("--store") { Description = "Store of 'hccrisk embed': its tiles are shown, those it took and those it did not. Default: tiles are judged now." };
        var title = new Option<string?>("--title") { Description = "Heading of the page." };
        var patients = new Option<bool>("--with-patients") { Description = "Name patients on the page. Default: a page that names nobody." };
        var slideMpp = new Option<double?>("--slide-mpp") { Description = "Micrometres per pixel of the slides of which the manifest says nothing, instead of what the files say." };
        var most = new Option<int?>("--max-tiles") { Description = "Most tiles judged of a slide, spread over its tissue. Default: 400." };
        var parallel = new Option<int?>("--parallel", "-j") { Description = "Patients processed at the same time. Default: number of processors." };
        var command = new Command("qc", "A page of thumbnails of a cohort: lesions outlined, tiles kept and rejected, outliers first.")
        {
            cohort, output, store, title, patients, slideMpp, most, parallel,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                var jobs = parsed.GetValue(parallel) ?? Environment.ProcessorCount;
                if (jobs < 1)
                {
                    throw new StudyProtocolException(string.Create(CultureInfo.InvariantCulture, $"--parallel is {jobs}; it must be 1 or more."));
                }

                var (manifest, folder) = (parsed.GetValue(cohort)!, parsed.GetValue(output)!);

                // A file that is absent is for the page to say.
                var loaded = Cohort.LoadFiles(manifest, new CohortLoadOptions { MayBeAbsent = static _ => true, KeepWithoutFiles = true });
                new OutputFiles().Reads(cohort.Name, manifest).Reads(cohort.Name, loaded.Patients).Writes(output.Name, folder, [CohortGallery.PageFile]);
                var plain = new GalleryOptions();
                var options = plain with
                {
                    Title = parsed.GetValue(title) ?? plain.Title,
                    WithPatients = parsed.GetValue(patients),
                    MaxParallelism = jobs,
                    Tiles = parsed.GetValue(store) is { } tiles ? TileStore.Open(CohortEmbedding.TilesOf(tiles)) : null,
                    MicronsPerPixel = parsed.GetValue(slideMpp),
                    Slides = plain.Slides with { Tiling = plain.Slides.Tiling with { MaxTiles = parsed.GetValue(most) ?? plain.Slides.Tiling.MaxTiles } },
                };
                ProgressDisplay.Run(progress => CohortGallery.Write(loaded, folder, options, progress, cancellationToken), out var made);
                parsed.InvocationConfiguration.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{made.Patients} patients, {made.Broken} with files that cannot be used, {made.Outliers} far from the others ({made.Reused} found): {Path.Combine(folder, CohortGallery.PageFile)}"));
                return 0;
            },
            cancellationToken));
        return command;
    }
}
