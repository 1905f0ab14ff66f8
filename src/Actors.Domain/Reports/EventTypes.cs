using System.Collections.Frozen;

namespace Actors.Domain.Reports;

/// <summary>One type of event.</summary>
/// <param name="Slug">As reports and tallies write it.</param>
/// <param name="Name">As ACLED's codebook names it in public.</param>
/// <param name="Parent">Slug of the event type it belongs to; null for the six event types themselves.</param>
public sealed record EventType(string Slug, string Name, string? Parent);

/// <summary>
/// The event types a report may state: ACLED's six event types and 25 sub-event types, as slugs. A sub-event type is more specific
/// than its event type and agrees with it. A type that is not known is not stated: the property is left out.
/// </summary>
public static class EventTypes
{
    private static readonly EventType[] Table =
    [
        new("battles", "Battles", null),
        new("government-regains-territory", "Government regains territory", "battles"),
        new("non-state-actor-overtakes-territory", "Non-state actor overtakes territory", "battles"),
        new("armed-clash", "Armed clash", "battles"),
        new("protests", "Protests", null),
        new("excessive-force-against-protesters", "Excessive force against protesters", "protests"),
        new("protest-with-intervention", "Protest with intervention", "protests"),
        new("peaceful-protest", "Peaceful protest", "protests"),
        new("riots", "Riots", null),
        new("violent-demonstration", "Violent demonstration", "riots"),
        new("mob-violence", "Mob violence", "riots"),
        new("explosions-remote-violence", "Explosions/Remote violence", null),
        new("chemical-weapon", "Chemical weapon", "explosions-remote-violence"),
        new("air-drone-strike", "Air/drone strike", "explosions-remote-violence"),
        new("suicide-bomb", "Suicide bomb", "explosions-remote-violence"),
        new("shelling-artillery-missile", "Shelling/artillery/missile attack", "explosions-remote-violence"),
        new("remote-explosive-ied", "Remote explosive/landmine/IED", "explosions-remote-violence"),
        new("grenade", "Grenade", "explosions-remote-violence"),
        new("violence-against-civilians", "Violence against civilians", null),
        new("sexual-violence", "Sexual violence", "violence-against-civilians"),
        new("attack-on-civilians", "Attack", "violence-against-civilians"),
        new("abduction", "Abduction/forced disappearance", "violence-against-civilians"),
        new("strategic-developments", "Strategic developments", null),
        new("agreement", "Agreement", "strategic-developments"),
        new("arrests", "Arrests", "strategic-developments"),
        new("change-to-group-activity", "Change to group/activity", "strategic-developments"),
        new("disrupted-weapons-use", "Disrupted weapons use", "strategic-developments"),
        new("headquarters-or-base-established", "Headquarters or base established", "strategic-developments"),
        new("looting-property-destruction", "Looting/property destruction", "strategic-developments"),
        new("non-violent-transfer-of-territory", "Non-violent transfer of territory", "strategic-developments"),
        new("other", "Other", "strategic-developments"),
    ];

    private static readonly FrozenDictionary<string, EventType> BySlug = Table.ToFrozenDictionary(static type => type.Slug, StringComparer.Ordinal);

    internal static readonly NameTable Names = new([.. Table.Select(static type => type.Slug)]);

    /// <summary>All of them, each event type before its sub-event types.</summary>
    public static IReadOnlyList<EventType> All => Table;

    /// <summary>The type of that slug, or null.</summary>
    public static EventType? Find(string slug) => BySlug.GetValueOrDefault(slug);

    /// <summary>True when <paramref name="specific"/> is a sub-event type of <paramref name="general"/>.</summary>
    public static bool IsMoreSpecific(string specific, string general) => Find(specific)?.Parent is { } parent && parent == general;
}
