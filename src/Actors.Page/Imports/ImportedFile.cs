using System.Text.Json;
using Actors.Domain.Catalogue;
using Actors.Import;
using Actors.Import.Acled;
using Actors.Import.Cap;
using Actors.Import.Gdelt;
using Actors.Import.Json;
using Actors.Import.Stix;
using Actors.Import.Ucdp;

namespace Actors.Page.Imports;

/// <summary>A file that was sent, kept on disk while it is read: format told, checked whole.</summary>
internal sealed class ImportedFile : IDisposable
{
    private const int RefusalsShown = 15;

    private readonly DirectoryInfo folder;
    private readonly ImportFile file;

    private ImportedFile(DirectoryInfo folder, ImportFile file, IReportSource source, FileCheck check, string? note)
    {
        (this.folder, this.file, Source) = (folder, file, source);
        var refused = source.Read(file.Open()).Where(r => r.Refusal is not null).Take(RefusalsShown).Select(r => new { row = r.Row, why = Cut(r.Refusal!) });
        Summary = JsonSerializer.Serialize(new
        {
            name = Cut(file.Name),
            format = source.Format,
            rows = check.Rows,
            reports = check.Reports,
            refused = check.Refused,
            from = check.FirstDay?.ToString("O"),
            to = check.LastDay?.ToString("O"),
            note,
            refusals = check.Refused == 0 ? [] : refused.ToArray(),
        });
    }

    public IReportSource Source { get; }

    /// <summary>What the check found, as ASCII JSON.</summary>
    public string Summary { get; }

    /// <summary>Keeps what is sent, and reads it once.</summary>
    /// <exception cref="ImportFormatException">It is damaged, of no known format, or too long.</exception>
    public static async Task<ImportedFile> OfAsync(string name, Stream content, ICatalogue catalogue, long most, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("actors-import-");
        try
        {
            var path = Path.Combine(folder.FullName, SafeName(name));
            await using (var kept = File.Create(path))
            {
                var buffer = new byte[128 * 1024];
                for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
                {
                    if (kept.Length + read > most)
                    {
                        throw new ImportFormatException($"The file has more than {most / (1024 * 1024)} MiB; use actors import, or split it.");
                    }

                    await kept.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }
            }

            return Read(folder, new ImportFile(path), catalogue, cancellation);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Its reports, one canonical line each.</summary>
    public Stream Lines() => new ReportLineStream(Source.Read(file.Open()));

    public void Dispose() => folder.Delete(recursive: true);

    private static ImportedFile Read(DirectoryInfo folder, ImportFile file, ICatalogue catalogue, CancellationToken cancellation)
    {
        var format = FormatDetector.Detect(file);
        var names = new RegionNames(catalogue);
        if (format == "ucdp")
        {
            var check = FileCheck.Of(file, new UcdpSource(UcdpRelease.Of("0", DateOnly.MinValue), names, file.Name), cancellation);
            var release = UcdpRelease.Of(UcdpRelease.FromFileName(file.Name) ?? UcdpRelease.FromLastDay(check.LastDay!.Value));
            return new ImportedFile(folder, file, new UcdpSource(release, names, file.Name), check, $"release {release.Name}, inferred");
        }

        IReportSource source = format switch
        {
            "acled" => new AcledSource(names, file.Name),
            "gdelt" => new GdeltSource(names, file.Name),
            "stix" => new StixSource(catalogue, file.Name),
            "cap" => new CapSource(file.Name),
            _ => new ReportLines(file.Name),
        };
        return new ImportedFile(folder, file, source, FileCheck.Of(file, source, cancellation), null);
    }

    private static string SafeName(string name) =>
        new string([.. Path.GetFileName(name).Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')]).TrimStart('.') is { Length: > 0 } kept ? kept[..Math.Min(100, kept.Length)] : "file";

    private static string Cut(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
