using System.Text.Json;

namespace Actors.Client;

/// <summary>A page of the audit record; <paramref name="Cursor"/> null at the end.</summary>
public sealed record AuditPage(IReadOnlyList<AuditItem> Items, string? Cursor);

/// <summary>One change.</summary>
/// <param name="Position">In the control partition.</param>
/// <param name="At">When it was recorded, before it was done.</param>
/// <param name="Who">The name of the key, or <c>oidc:</c> and the subject of the token.</param>
/// <param name="Role"><c>reader</c>, <c>reporter</c>, <c>analyst</c>, <c>admin</c>; <c>local</c> where nobody is asked who he is.</param>
/// <param name="Action">For example <c>PUT /v1/policies/{key}</c>.</param>
/// <param name="Target">For example <c>/v1/policies/base-default</c>.</param>
/// <param name="Details">What was sent, without secrets; of more than 16 KiB only length and SHA-256.</param>
/// <param name="Status">The HTTP status it was answered with; null: not known.</param>
public sealed record AuditItem(long Position, DateTimeOffset At, string Who, string Role, string Action, string Target, JsonElement? Details, int? Status);

/// <summary>Which changes to read.</summary>
public sealed record AuditQuery
{
    /// <summary>Those after this position; null: from the first.</summary>
    public long? After { get; init; }

    /// <summary>Only what this key or token holder did; null: everybody.</summary>
    public string? Who { get; init; }

    /// <summary>Where the page before ended.</summary>
    public string? Cursor { get; init; }

    /// <summary>Changes a page, 1 … 1,000; null: 100.</summary>
    public int? Limit { get; init; }

    internal QueryText ToQuery() => new QueryText().Add("after", Cursor is null ? After : null).Add("who", Who).Add("cursor", Cursor).Add("limit", Limit);
}
