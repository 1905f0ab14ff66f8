using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Incidents;

/// <summary>The incident reports of the first news day (9 November 2023), by the last two digits of their id.</summary>
internal static class FirstNewsDay
{
    private static readonly string[] Harir = ["base:al-harir", "region:iq-ar", "region:iq", "region:middle-east", "region:world"];
    private static readonly string[] Asad = ["base:ain-al-asad", "region:iq-an", "region:iq", "region:middle-east", "region:world"];
    private static readonly string[] Nineveh = ["region:iq-ni", "region:iq", "region:middle-east", "region:world"];
    private static readonly string[] Syria = ["region:sy", "region:middle-east", "region:world"];

    public static RecordedReport Patrol02 { get; } = Reported.Incident(
        "guardian:2023-11-09:02", "iraqi-security-sources", 30, at: Nineveh, day: "2023-11-09", type: "remote-explosive-ied",
        weapon: "explosive-device", perpetrators: ["iran-backed-militias"], targets: ["us-forces", "iraqi-counter-terrorism-service"],
        outcome: Outcome.Hit, damage: [new Damage("vehicle", "damaged", Figure.Exactly(1))],
        casualties: [Nobody("us-forces"), Nobody("iraqi-counter-terrorism-service")]);

    public static RecordedReport Harir03 { get; } = Reported.Incident(
        "guardian:2023-11-09:03", "iraqi-security-sources", 30, at: Harir, day: "2023-11-09", type: "air-drone-strike", weapon: "armed-drone",
        perpetrators: ["iran-backed-militias"], targets: ["us-forces", "international-coalition"], outcome: Outcome.Intercepted,
        casualties: [Nobody("us-forces")]);

    public static RecordedReport Asad04 { get; } = Reported.Incident(
        "guardian:2023-11-09:04", "iraqi-security-sources", 30, at: Asad, day: "2023-11-09", type: "air-drone-strike", weapon: "armed-drone",
        perpetrators: ["iran-backed-militias"], targets: ["us-forces", "international-coalition"], outcome: Outcome.Intercepted,
        casualties: [Nobody("us-forces")]);

    public static RecordedReport Harir05 { get; } = Reported.Incident(
        "guardian:2023-11-09:05", "kurdistan-counter-terrorism-service", 40, at: Harir, outcome: Outcome.Hit,
        damage: [new Damage("fuel-depot", "fire", null)]);

    public static RecordedReport Strike12 { get; } = Reported.Incident(
        "guardian:2023-11-09:12", "white-house", 50, at: Syria, day: "2023-11-08", type: "air-drone-strike", weapon: "aircraft",
        perpetrators: ["us-forces"], targets: ["iran-backed-groups-syria"], outcome: Outcome.Hit);

    public static RecordedReport Strike14 { get; } = Reported.Incident(
        "guardian:2023-11-09:14", "us-secretary-of-defense", 50, at: Syria, weapon: "f-15", perpetrators: ["us-forces"]);

    public static RecordedReport Strike16 { get; } = Reported.Incident(
        "guardian:2023-11-09:16", "syrian-observatory-for-human-rights", 55, caveat: "not-independently-confirmed", at: Syria,
        casualties: [Reported.Killed("iran-backed-groups-syria", Figure.Exactly(9))]);

    private static Casualties Nobody(string party) => new(party, Figure.Exactly(0), Figure.Exactly(0));
}
