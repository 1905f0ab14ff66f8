using Actors.Domain.Catalogue;
using Actors.Import;
using Actors.Import.Acled;
using Actors.Import.Ucdp;

namespace Actors.Cli.Import;

/// <summary>Reads a file only for the regions it names.</summary>
internal static class UnmappedRegions
{
    /// <exception cref="CommandLineException">The file names no regions of its own.</exception>
    public static (long Rows, IRegionSource Regions) Read(string path, CancellationToken cancellation)
    {
        var file = new ImportFile(path);
        var names = new RegionNames(Catalogue.BuiltIn);
        IReportSource source = FormatDetector.Detect(file) switch
        {
            "ucdp" => new UcdpSource(UcdpRelease.Of("0", DateOnly.MinValue), names, path),
            "acled" => new AcledSource(names, path),
            var other => throw new CommandLineException($"{path} is of format {other}, which names no divisions; give a UCDP or ACLED file."),
        };
        var check = FileCheck.Of(file, source, cancellation);
        return (check.Rows, (IRegionSource)source);
    }
}
