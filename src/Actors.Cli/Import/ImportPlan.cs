using Actors.Client;
using Actors.Domain.Catalogue;
using Actors.Import;
using Actors.Import.Acled;
using Actors.Import.Cap;
using Actors.Import.Gdelt;
using Actors.Import.Json;
using Actors.Import.Mapped;
using Actors.Import.Stix;
using Actors.Import.Ucdp;

namespace Actors.Cli.Import;

/// <summary>How a file is to be read: its format, and what only people or the file as a whole can say.</summary>
/// <param name="Notes">What was inferred, for people to check.</param>
internal sealed record ImportPlan(ImportFile File, IReportSource Source, FileCheck Check, IReadOnlyList<string> Notes)
{
    /// <summary>Reads the whole file once, so that a damaged one is refused before anything of it is sent.</summary>
    public static async Task<ImportPlan> OfAsync(ImportRequest request, ActorsClient client, CancellationToken cancellation)
    {
        var file = new ImportFile(request.Path);
        var notes = new List<string>();
        var format = request.Format;
        if (format is null or "auto")
        {
            format = request.Mapping is null ? FormatDetector.Detect(file) : "csv";
            notes.Add($"format {format}");
        }

        if (format == "ucdp")
        {
            return OfUcdp(request, file, notes, cancellation);
        }

        if (request.Release is not null)
        {
            throw new CommandLineException("--release is for UCDP files.");
        }

        var source = format == "acled" && AcledDeletionSource.Fits(file)
            ? await AcledDeletionSource.ResolveAsync(file, client, cancellation)
            : OtherSource(format, request, file);
        return new ImportPlan(file, source, FileCheck.Of(file, source, cancellation), notes);
    }

    private static IReportSource OtherSource(string format, ImportRequest request, ImportFile file) => format switch
    {
        "ndjson" => new ReportLines(file.Path),
        "acled" => new AcledSource(new RegionNames(Catalogue.BuiltIn), file.Path),
        "gdelt" => new GdeltSource(new RegionNames(Catalogue.BuiltIn), file.Path),
        "stix" => new StixSource(Catalogue.BuiltIn, file.Path),
        "cap" => new CapSource(file.Path),
        "csv" when request.Mapping is { } mapping => new MappedSource(TableMapping.Load(mapping), file.Path),
        "csv" => throw new CommandLineException("A table of your own needs a mapping: --map MAPPING says what its columns mean."),
        _ => throw new CommandLineException($"--format {format} is not known; it is one of {string.Join(", ", FormatDetector.Formats)}."),
    };

    private static ImportPlan OfUcdp(ImportRequest request, ImportFile file, List<string> notes, CancellationToken cancellation)
    {
        var names = new RegionNames(Catalogue.BuiltIn);
        var provisional = new UcdpSource(UcdpRelease.Of("0", DateOnly.MinValue), names, file.Path);
        var check = FileCheck.Of(file, provisional, cancellation);
        var name = request.Release ?? UcdpRelease.FromFileName(file.Name) ?? UcdpRelease.FromLastDay(check.LastDay!.Value);
        var release = UcdpRelease.Of(name, request.Published);
        notes.Add(request.Release is null
            ? $"release {name}, published {release.PublishedAt:yyyy-MM-dd} (inferred; state --release and --published where that is wrong)"
            : $"release {name}, published {release.PublishedAt:yyyy-MM-dd}");
        return new ImportPlan(file, new UcdpSource(release, names, file.Path), check, notes);
    }
}
