using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Actors.Page.Layout;

/// <summary>A component as the whole answer.</summary>
/// <remarks>Rendered without the services of interactive components: those would make data-protection keys that nothing here needs.</remarks>
internal sealed class PageResult<T>(int status, Dictionary<string, object?> parameters) : IResult, IRenderedPage
    where T : IComponent
{
    public int Status => status;

    public async Task<byte[]> RenderAsync(IServiceProvider services)
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters));
            return root.ToHtmlString();
        });
        return Encoding.UTF8.GetBytes(html);
    }

    public async Task ExecuteAsync(HttpContext httpContext) =>
        await new PageBytes(status, await RenderAsync(httpContext.RequestServices)).ExecuteAsync(httpContext);
}

/// <summary>A page that can be made once for many readers.</summary>
internal interface IRenderedPage
{
    int Status { get; }

    Task<byte[]> RenderAsync(IServiceProvider services);
}

/// <summary>A page that is made.</summary>
internal sealed class PageBytes(int status, byte[] body) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        httpContext.Response.ContentLength = body.Length;
        await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
