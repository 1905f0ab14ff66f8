namespace Actors.Abstractions.Backtesting;

/// <summary>Runs threat policies over history as recorded. One grain, with a key of its own, for each run.</summary>
[Alias("Actors.IBacktestGrain")]
public interface IBacktestGrain : IGrainWithGuidKey
{
    /// <summary>Progress, and in the end the result.</summary>
    /// <exception cref="Intake.BadRequestException">The request cannot be run as asked.</exception>
    [Alias("Run")]
    IAsyncEnumerable<BacktestLine> RunAsync(BacktestRequest request, CancellationToken cancellationToken);
}

/// <summary>What to run.</summary>
[GenerateSerializer, Immutable, Alias("Actors.BacktestRequest")]
public sealed record BacktestRequest
{
    /// <summary>Canonical, for example <c>region:iq</c>.</summary>
    [Id(0)]
    public required string Subject { get; init; }

    /// <summary>The policy to hold against the one in force, canonical JSON; null: the one in force alone.</summary>
    [Id(1)]
    public byte[]? Candidate { get; init; }

    /// <summary>First day judged, in the subject's zone; null: a year before the last.</summary>
    [Id(2)]
    public DateOnly? From { get; init; }

    /// <summary>Last day judged; null: today by the policy clock, or the day of the past moment that is asked for.</summary>
    [Id(3)]
    public DateOnly? To { get; init; }

    /// <summary>True: an incident is known when its day ends, whatever it was recorded; for history that was imported in one go. False: each
    /// change is known when it was recorded.</summary>
    [Id(4)]
    public bool ByDay { get; init; }

    /// <summary>How many of the largest days should have been warned of, 1 … 100.</summary>
    [Id(5)]
    public int LargestDays { get; init; } = 5;

    /// <summary>From this level on it is a warning; null: the second below the highest.</summary>
    [Id(6)]
    public string? WarningLevel { get; init; }

    /// <summary>Days within which one of the largest must follow, 1 … 366.</summary>
    [Id(7)]
    public int WarningDays { get; init; } = 14;

    /// <summary>As known at this recorded time: only what was recorded by then, judged by the policies in force then; null: now, or at
    /// <see cref="Positions"/>.</summary>
    [Id(8)]
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>As known at this ledger vector, the control partition of the policies among it; null: now, or <see cref="AsOf"/>.</summary>
    [Id(9)]
    public string? Positions { get; init; }
}

/// <summary>How far it is, or what came of it.</summary>
/// <param name="Phase">reading, active, candidate, or result on the last line.</param>
/// <param name="Done">Entries read, or changes run through.</param>
/// <param name="All">Of so many.</param>
/// <param name="At">Time in history; null while reading.</param>
/// <param name="Result">On the last line: the result as JSON, UTF-8.</param>
[GenerateSerializer, Immutable, Alias("Actors.BacktestLine")]
public sealed record BacktestLine(
    [property: Id(0)] string Phase,
    [property: Id(1)] long Done,
    [property: Id(2)] long All,
    [property: Id(3)] DateTimeOffset? At,
    [property: Id(4)] byte[]? Result);
