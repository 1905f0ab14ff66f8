namespace Actors.Page.Layout;

/// <summary>How one reader wants to see the pages; kept in a cookie of their browser, so that the first paint is right.</summary>
/// <param name="Theme">auto, light or dark.</param>
/// <param name="Direction">ltr or rtl.</param>
/// <param name="Address">Path and query of the view that is made.</param>
public sealed record ViewSettings(string Theme, string Direction, string Address)
{
    public const string Cookie = "actors-view";

    private static readonly CookieOptions Kept = new() { MaxAge = TimeSpan.FromDays(400), SameSite = SameSiteMode.Lax, HttpOnly = true, Path = "/" };

    /// <summary>Of this request; what is no setting counts as none.</summary>
    public static ViewSettings Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var parts = (context.Request.Cookies[Cookie] ?? "").Split('.');
        return new(
            parts[0] is "light" or "dark" ? parts[0] : "auto",
            parts.Length > 1 && parts[1] == "rtl" ? "rtl" : "ltr",
            context.Request.Path + context.Request.QueryString.ToString());
    }

    /// <summary><c>/page/view</c>: keeps the settings and leads back.</summary>
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/page/view", (HttpContext context, string? theme, string? direction, string? back) =>
    {
        context.Response.Cookies.Append(
            Cookie, $"{(theme is "light" or "dark" ? theme : "auto")}.{(direction is "rtl" ? "rtl" : "ltr")}", Kept);
        // Only within these pages: an address that begins with two slashes is another site's.
        return Results.LocalRedirect(back is ['/', not ('/' or '\\'), ..] ? back : "/");
    }).ExcludeFromDescription();
}
