using System.Text.Json.Serialization;

namespace Actors.Gateway.Problems;

/// <summary>An error as RFC 9457 <c>application/problem+json</c>.</summary>
/// <param name="Type">A stable URI reference that names the kind of error.</param>
/// <param name="Title">The kind in words; the same for every occurrence.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong here and what would be right.</param>
/// <param name="Errors">Each wrong field, with its JSON pointer (or query parameter as <c>?name</c>); empty where no field is at fault.</param>
public sealed record ApiProblem(
    string Type,
    string Title,
    int Status,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<FieldProblem> Errors)
{
    public const string InvalidReport = "/problems/invalid-report";
    public const string InvalidParameter = "/problems/invalid-parameter";
    public const string Conflict = "/problems/report-conflict";
    public const string NotFound = "/problems/not-found";
    public const string TooLarge = "/problems/too-large";
    public const string Busy = "/problems/busy";
    public const string Failed = "/problems/failed";
    public const string NotAllowed = "/problems/not-allowed";
    public const string Forbidden = "/problems/forbidden";

    public static ApiProblem Of(string type, int status, string title, string detail, params IReadOnlyList<FieldProblem> errors) =>
        new(type, title, status, detail, errors);

    public static ApiProblem Parameter(string name, string detail) =>
        Of(InvalidParameter, StatusCodes.Status400BadRequest, "A parameter is wrong.", $"{name}: {detail}", new FieldProblem("?" + name, detail));
}

/// <summary>One wrong field.</summary>
public sealed record FieldProblem(string Pointer, string Detail);

/// <summary>Thrown by an endpoint to answer with a problem.</summary>
public sealed class ApiProblemException : Exception
{
    public ApiProblemException(ApiProblem problem, int? retryAfterSeconds = null)
        : base(problem.Detail)
    {
        Problem = problem;
        RetryAfterSeconds = retryAfterSeconds;
    }

    public ApiProblem Problem { get; }

    public int? RetryAfterSeconds { get; }
}
