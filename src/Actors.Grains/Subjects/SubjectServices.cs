using Actors.Abstractions.Clock;
using Actors.Domain.Catalogue;
using Actors.Grains.Notifications;
using Actors.Grains.Queries;
using Actors.Grains.Routing;
using Actors.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Actors.Grains.Subjects;

/// <summary>What every subject grain of a silo shares.</summary>
internal sealed record SubjectServices(
    ILedger Ledger,
    CatchUpReader CatchUp,
    RevisionReader Revisions,
    AskedPositions Asked,
    CatalogueHolder Catalogue,
    PolicyClock Clock,
    SubjectInstruments Instruments,
    IGrainStorage Storage,
    ThreatServices Threat,
    ILogger<SubjectServices> Logger)
{
    public PolicyHolder Policies => Threat.Policies;
}
