using System.Globalization;
using Actors.Abstractions.Notifications;
using Actors.Domain;
using Actors.Domain.Threat.Notifications;
using Actors.Gateway.Problems;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Notifications;

/// <summary>Reads what <c>/v1/notifications</c> and its stream are asked for.</summary>
internal static class NotificationQuery
{
    public static readonly string[] FilterNames = ["subject", "descendants", "ancestors", "kind"];

    /// <param name="query">The call.</param>
    /// <param name="reader">Finds the subject.</param>
    /// <param name="ancestorsByDefault">Whether who asks for a subject also gets what contains it where nothing is said; the list and the stream
    /// are exact.</param>
    public static async Task<NotificationFilter> FilterAsync(QueryReader query, SubjectReader reader, bool ancestorsByDefault = false)
    {
        var kind = query.Text("kind");
        if (kind is not null && WrongKind(kind) is { } wrong)
        {
            throw new ApiProblemException(ApiProblem.Parameter("kind", wrong));
        }

        var subject = query.Text("subject") is { } text ? (SubjectId?)await reader.FindAsync("subject", text) : null;
        var (descendants, ancestors) = (query.Flag("descendants") ?? false, query.Flag("ancestors") ?? (ancestorsByDefault && subject is not null));
        return subject is null && (descendants || ancestors)
            ? throw new ApiProblemException(ApiProblem.Parameter(descendants ? "descendants" : "ancestors", "widens a subject; give subject too."))
            : new NotificationFilter(subject?.ToString(), descendants, ancestors, kind);
    }

    /// <summary>What is wrong with the name of a kind; null: nothing.</summary>
    public static string? WrongKind(string kind) => NotificationJson.TryParseKind(kind, out _)
        ? null
        : $"'{kind}' is no kind of notification; use one of {string.Join(", ", Enum.GetValues<NotificationKind>().Select(NotificationJson.Slug))}.";

    public static long? Position(string name, string? text)
    {
        if (text is null)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : throw new ApiProblemException(ApiProblem.Parameter(name, $"'{text}' is no position; give the last position seen, or 0 for everything."));
    }
}
