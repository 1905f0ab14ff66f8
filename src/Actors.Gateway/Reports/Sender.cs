namespace Actors.Gateway.Reports;

/// <summary>Who sent a request.</summary>
/// <param name="Scope">Whose incident references these are.</param>
/// <param name="Analyst">Whether it may decide, merge, split and retract others' reports.</param>
/// <param name="Role">What it is allowed as: reader, reporter, analyst or admin; local where nobody is asked.</param>
public sealed record SenderIdentity(string Scope, bool Analyst, string Role);

/// <summary>Tells who sends. Without authentication (loopback only) everybody is the one local analyst.</summary>
public class Sender
{
    public static SenderIdentity Local { get; } = new("local", Analyst: true, Role: "local");

    public virtual SenderIdentity Identify(HttpContext context) => Local;
}
