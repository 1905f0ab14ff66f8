using System.Diagnostics.Metrics;
using Actors.Grains.Subjects;

namespace Actors.Grains.Queries;

/// <summary>Metrics of what is answered from the ledger and not from a subject's memory.</summary>
public sealed class QueryInstruments
{
    private readonly Counter<long> revisions;

    public QueryInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        revisions = meters.Create(SubjectInstruments.MeterName)
            .CreateCounter<long>("actors.queries.revisions", "{revision}", "Stored revisions read for lists, and for tallies that memory could not answer.");
    }

    public void Read(int count) => revisions.Add(count);
}
