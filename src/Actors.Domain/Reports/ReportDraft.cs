using System.Collections.Immutable;

namespace Actors.Domain.Reports;

/// <summary>The values of a report while it is being read, of any kind.</summary>
internal struct ReportDraft()
{
    public string? Id;
    public string? Source;
    public ImmutableArray<string> Via = [];
    public DateTimeOffset PublishedAt;
    public int? Credibility;
    public string? Caveat;
    public string? Url;
    public string? Quote;
    public string? Incident;
    public Occurrence? Occurred;
    public Place? Place;
    public string? Type;
    public string? Weapon;
    public ImmutableArray<Perpetrator> Perpetrators = [];
    public ImmutableArray<string> Targets = [];
    public Outcome? Outcome;
    public ImmutableArray<Damage> Damage = [];
    public ImmutableArray<Casualties> Casualties = [];
    public ImmutableArray<string> InResponseTo = [];
    public string? Speaker;
    public Stance? Stance;
    public ImmutableArray<SubjectId> About = [];
    public string? Condition;
    public SubjectId? Subject;
    public ImmutableArray<string> Measures = [];
    public PostureStatus? Status;
    public string? Base;
    public string? Group;
    public bool? Present;
    public DateOnly? Since;
    public ImmutableArray<SubjectId> Scope = [];
    public string? Target;
    public TotalMeasure? Measure;
    public Figure? Value;
    public DateOnly? From;
    public DayPrecision? FromPrecision;
    public DateOnly? AsOf;
    public string? Retracts;
    public string? Reason;
    public IncidentReport? Set;

    /// <summary>The report, once everything its kind requires is there.</summary>
    public readonly Report Build(ReportKind kind) => kind switch
    {
        ReportKind.Incident => BuildIncident(Id!, Source!),
        ReportKind.Statement => new StatementReport
        {
            Id = Id!,
            Source = Source!,
            Via = Via,
            PublishedAt = PublishedAt,
            Credibility = Credibility,
            Caveat = Caveat,
            Url = Url,
            Quote = Quote,
            Speaker = Speaker!,
            Stance = Stance!.Value,
            About = About,
            Condition = Condition,
        },
        ReportKind.Posture => new PostureReport
        {
            Id = Id!,
            Source = Source!,
            Via = Via,
            PublishedAt = PublishedAt,
            Credibility = Credibility,
            Caveat = Caveat,
            Url = Url,
            Quote = Quote,
            Subject = Subject!.Value,
            Measures = Measures,
            Status = Status!.Value,
        },
        ReportKind.Presence => new PresenceReport
        {
            Id = Id!,
            Source = Source!,
            Via = Via,
            PublishedAt = PublishedAt,
            Credibility = Credibility,
            Caveat = Caveat,
            Url = Url,
            Quote = Quote,
            Base = Base!,
            Group = Group!,
            Present = Present!.Value,
            Since = Since,
        },
        ReportKind.Total => new TotalReport
        {
            Id = Id!,
            Source = Source!,
            Via = Via,
            PublishedAt = PublishedAt,
            Credibility = Credibility,
            Caveat = Caveat,
            Url = Url,
            Quote = Quote,
            Scope = Scope,
            Target = Target,
            Measure = Measure!.Value,
            Value = Value!.Value,
            From = From,
            FromPrecision = FromPrecision ?? DayPrecision.Day,
            AsOf = AsOf!.Value,
        },
        ReportKind.Retraction => new RetractionReport
        {
            Id = Id!,
            Source = Source!,
            Via = Via,
            PublishedAt = PublishedAt,
            Credibility = Credibility,
            Caveat = Caveat,
            Url = Url,
            Quote = Quote,
            Retracts = Retracts!,
            Reason = Reason!,
        },
        _ => new AssessmentReport
        {
            Id = Id!,
            Source = Source!,
            Via = Via,
            PublishedAt = PublishedAt,
            Credibility = Credibility,
            Caveat = Caveat,
            Url = Url,
            Quote = Quote,
            Incident = Incident!,
            Reason = Reason!,
            // The fields were read before it was sure that the assessment's own id, source and time had been.
            Set = Set! with { Id = Id!, Source = Source!, PublishedAt = PublishedAt },
        },
    };

    public readonly IncidentReport BuildIncident(string id, string source) => new()
    {
        Id = id,
        Source = source,
        Via = Via,
        PublishedAt = PublishedAt,
        Credibility = Credibility,
        Caveat = Caveat,
        Url = Url,
        Quote = Quote,
        Incident = Incident,
        Occurred = Occurred,
        Place = Place,
        Type = Type,
        Weapon = Weapon,
        Perpetrators = Perpetrators,
        Targets = Targets,
        Outcome = Outcome,
        Damage = Damage,
        Casualties = Casualties,
        InResponseTo = InResponseTo,
    };
}
