using System.Diagnostics;
using System.IO.Compression;
using Actors.Abstractions.Subjects;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Testing;
using Npgsql;

namespace Actors.Benchmarks.Rows;

/// <summary>A published file of events, from the command line's import to tallies that agree with the file; against <c>COPY</c> into one table
/// and the same sums by <c>GROUP BY</c>.</summary>
public static class ImportBenchmark
{
    private const string Events = "data/ucdp/global-14-columns.csv.gz";
    private const string TableSql = """
        create table ucdp (id bigint primary key, year int, type_of_violence int, conflict_name text, dyad_name text, side_a text, side_b text,
            latitude double precision, longitude double precision, country text, region text, date_start date, best bigint, high bigint, low bigint)
        """;

    private const string SumsSql = """
        select count(*) from (
            select country, null::int as year, null as side, count(*), sum(least(low, best, high)), sum(best), sum(greatest(low, best, high)) from ucdp group by 1
            union all select null, year, null, count(*), sum(low), sum(best), sum(high) from ucdp group by 2
            union all select null, null, side_b, count(*), sum(low), sum(best), sum(high) from ucdp group by 3
            union all select country, year, null, count(*), sum(low), sum(best), sum(high) from ucdp group by 1, 2) as sums
        """;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (SharedData.Folder is null)
        {
            BenchmarkContext.Say("import: left out, for the folder 'shared' is not beside the repository");
            return;
        }

        var limit = context.Options.Quick ? 5_000 : int.MaxValue;
        var (file, rows) = await TakeAsync(limit);
        try
        {
            await using var database = await context.Server.CreateDatabaseAsync();
            await using var product = await RunningProduct.StartAsync(database.ConnectionString, context.Options.Partitions);
            var started = Stopwatch.GetTimestamp();
            using var output = new StringWriter();
            using var error = new StringWriter();
            var code = await Cli.CommandLine.RunAsync(["import", file, "--json", "--server", product.Http.BaseAddress!.ToString()], TextReader.Null, output, error);
            if (code != 0)
            {
                throw new InvalidOperationException($"The import failed: {error}");
            }

            await product.WaitUntilAppliedAsync();
            var world = await product.Grains.GetGrain<IRegionGrain>("world").TallyAsync(new TallyQuery());
            var ours = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (world.Incidents.Best != rows)
            {
                throw new InvalidOperationException($"The world counts {world.Incidents.Best} incidents, but {rows} were imported: {output}");
            }

            await using var peer = await context.Server.CreateDatabaseAsync();
            var theirs = await CopyAndSumAsync(peer, file);
            context.AddTime($"UCDP, {rows:N0} events, import to tallies that agree", new Samples([ours]), "s", "COPY and GROUP BY", new Samples([theirs]), "20 s for 176,579", rows > 176_000 ? (value, _) => value <= 20 : null);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(string File, int Rows)> TakeAsync(int limit)
    {
        var file = Path.Combine(Path.GetTempPath(), $"actors-ucdp-{Guid.NewGuid():N}.csv");
        var rows = -1;
        await using var packed = File.OpenRead(SharedData.PathOf(Events));
        await using var bytes = new GZipStream(packed, CompressionMode.Decompress);
        using var lines = new StreamReader(bytes);
        await using var taken = new StreamWriter(file);
        while (rows < limit && await lines.ReadLineAsync() is { } line)
        {
            await taken.WriteLineAsync(line);
            rows++;
        }

        return (file, rows);
    }

    private static async Task<double> CopyAndSumAsync(PostgresDatabase database, string file)
    {
        var started = Stopwatch.GetTimestamp();
        await database.ExecuteAsync(TableSql);
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using (var copy = await connection.BeginTextImportAsync("copy ucdp from stdin (format csv, header true)"))
        {
            await copy.WriteAsync(await File.ReadAllTextAsync(file));
        }

        await using var sums = new NpgsqlCommand(SumsSql, connection);
        await sums.ExecuteScalarAsync();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
