namespace Actors.Gateway.Reports;

/// <summary>Who sent a request.</summary>
/// <param name="Scope">Whose incident references these are.</param>
/// <param name="Analyst">Whether it may decide, merge, split and retract others' reports.</param>
public sealed record SenderIdentity(string Scope, bool Analyst);

/// <summary>Tells who sends. Without authentication (loopback only) everybody is the one local analyst.</summary>
public class Sender
{
    public static SenderIdentity Local { get; } = new("local", Analyst: true);

    public virtual SenderIdentity Identify(HttpContext context) => Local;
}
