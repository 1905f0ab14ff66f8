using System.Text;
using Actors.Domain.Catalogue;
using Actors.Domain.Reports;
using Actors.Import.Ucdp;
using Actors.Testing;

namespace Actors.Import.Tests;

/// <summary>Small files of our own, read as sources read them.</summary>
internal static class Rows
{
    public static readonly RegionNames Names = new(Catalogue.BuiltIn);

    public const string UcdpHeader = "id,side_a,side_b,country,adm_1,date_start,date_end,date_prec,where_prec,where_coordinates,latitude,longitude,type_of_violence,best,high,low";

    public static List<ImportedRow> Ucdp(string text) => Read(new UcdpSource(UcdpRelease.Of("21.1"), Names, "test.csv"), text);

    /// <summary>One event with the columns of <see cref="UcdpHeader"/>; what is not given is usual.</summary>
    public static string Event(
        string id = "7", string sideA = "Government of Testland", string sideB = "Rebels", string country = "Iraq", string adm1 = "", string start = "2017-07-31",
        string end = "2017-07-31", string datePrec = "1", string wherePrec = "1", string where = "", string lat = "", string lon = "", string type = "1",
        string best = "2", string high = "3", string low = "1") =>
        string.Join(',', id, sideA, sideB, country, adm1, start, end, datePrec, wherePrec, where, lat, lon, type, best, high, low);

    public static IncidentReport One(string row) => Report(Assert.Single(Ucdp(UcdpHeader + "\n" + row + "\n")));

    public static string Refusal(string row)
    {
        var only = Assert.Single(Ucdp(UcdpHeader + "\n" + row + "\n"));
        Assert.Null(only.Report);
        return Assert.IsType<string>(only.Refusal);
    }

    public static IncidentReport Report(ImportedRow row)
    {
        Assert.Null(row.Refusal);
        return Assert.IsType<IncidentReport>(row.Report);
    }

    public static List<ImportedRow> Read(IReportSource source, string text) => Read(source, Encoding.UTF8.GetBytes(text));

    public static List<ImportedRow> Read(IReportSource source, byte[] bytes) => [.. source.Read(new MemoryStream(bytes))];

    /// <summary>As the command line reads a file, from disk.</summary>
    public static FileCheck Check(TemporaryFolder folder, string name, byte[] bytes, Func<ImportFile, IReportSource> source)
    {
        File.WriteAllBytes(folder.File(name), bytes);
        var file = new ImportFile(folder.File(name));
        return FileCheck.Of(file, source(file));
    }
}
