using Actors.Gateway.Problems;

namespace Actors.Page.Layout;

/// <summary>A form on another site must not act in the name of a reader; browsers say where a request comes from.</summary>
internal static class SameOrigin
{
    /// <exception cref="ApiProblemException">It does not come from one of these pages.</exception>
    public static void Require(HttpContext context)
    {
        var headers = context.Request.Headers;
        var here = headers.TryGetValue("Sec-Fetch-Site", out var site)
            ? site == "same-origin"
            : Uri.TryCreate(headers.Origin, UriKind.Absolute, out var origin) && origin.Authority == context.Request.Host.Value;
        if (!here)
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, StatusCodes.Status403Forbidden, "Not from this page.", "This was sent by another site, or by a program; programs use the API under /v1."));
        }
    }
}
