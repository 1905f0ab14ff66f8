using Actors.System.Tests.Processes;
using Actors.Testing;
using Microsoft.Playwright;

namespace Actors.Page.Tests.Browser;

/// <summary>A host that holds the first news day, and a browser that looks at it. One for all tests of a class that only look.</summary>
public sealed class DutyDesk : IAsyncLifetime, IAsyncDisposable
{
    private static readonly string[] BrowserArguments =
    [
        "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    /// <summary>How long a page may take on a busy machine.</summary>
    private const float PatienceMilliseconds = 30_000;

    private readonly TemporaryFolder folder = new();
    private readonly string[] arguments;
    private HostProcess? host;
    private IPlaywright? playwright;
    private IBrowser? browser;

    public DutyDesk()
        : this(["--sample"])
    {
    }

    private DutyDesk(string[] arguments) => this.arguments = arguments;

    /// <summary>One whose host holds nothing yet.</summary>
    public static DutyDesk Empty => new([]);

    /// <summary>One whose host holds nothing yet, and whose policy clock starts at that time.</summary>
    public static DutyDesk At(string clock) => new(["--clock", clock]);

    public HttpClient Http => host!.Http;

    /// <summary>Set (<c>PAGE_REQUIRE_FAST</c>) where nothing else runs; elsewhere times are printed and only nonsense fails.</summary>
    public static bool MustBeFast { get; } = Environment.GetEnvironmentVariable("PAGE_REQUIRE_FAST") is not null;

    /// <summary>Where screenshots go: the folder named by <c>PAGE_SCREENSHOTS</c>, or <c>artifacts/screenshots</c> of the repository.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(
        Environment.GetEnvironmentVariable("PAGE_SCREENSHOTS") ?? Path.Combine(Repository(), "artifacts", "screenshots")).FullName;

    public async Task InitializeAsync()
    {
        if (!BrowserFactAttribute.IsInstalled && !RequireAll.IsSet)
        {
            return;
        }

        host = await HostProcess.StartAsync(folder.Path, environment: null, arguments);
        if (arguments.Contains("--sample"))
        {
            await host.SaysAsync("Look next");
        }

        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = BrowserFactAttribute.Chromium, Args = BrowserArguments });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        folder.Dispose();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    /// <summary>A reader of their own, who asks nobody but the host.</summary>
    public async Task<IPage> OpenAsync(string path, int width = 1360, int height = 900, ColorScheme scheme = ColorScheme.Light, bool rightToLeft = false, string? zone = null)
    {
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = Http.BaseAddress!.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            TimezoneId = zone,
        });
        if (rightToLeft)
        {
            await context.AddCookiesAsync([new() { Name = "actors-view", Value = "auto.rtl", Url = Http.BaseAddress!.ToString() }]);
        }

        context.SetDefaultTimeout(PatienceMilliseconds);
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>How long a reader, whose browser is open already, waits until a page shows something.</summary>
    public async Task<TimeSpan> FirstPaintAsync(string path)
    {
        var page = await OpenAsync("about:blank");
        await page.GotoAsync(path);
        var painted = await PaintedAsync(page);
        await page.Context.CloseAsync();
        return painted;
    }

    /// <summary>How long it took from the reader's step until the page that is open showed something.</summary>
    public static async Task<TimeSpan> PaintedAsync(IPage page) => TimeSpan.FromMilliseconds(await page.EvaluateAsync<double>("""
        () => new Promise(done => new PerformanceObserver((list, observer) => {
          const first = list.getEntriesByName("first-contentful-paint")[0];
          if (first) { observer.disconnect(); done(first.startTime); }
        }).observe({ type: "paint", buffered: true }))
        """));

    public static Task KeepAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, name + ".png"), FullPage = true });

    /// <summary>As <c>kill -9</c>.</summary>
    public Task KillHostAsync() => host!.KillAsync();

    /// <summary>Ends the host as Ctrl-C does, and starts it again on the same data and port.</summary>
    public async Task StopAndStartHostAsync()
    {
        await host!.InterruptAsync();
        await RestartHostAsync();
    }

    /// <summary>Starts the host again on the same data and port.</summary>
    public async Task RestartHostAsync()
    {
        var port = Http.BaseAddress!.Port;
        host = await HostProcess.StartAsync(folder.Path, environment: null, "--http", $"http://127.0.0.1:{port}");
    }

    private static string Repository()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Actors.sln")))
        {
            at = at.Parent;
        }

        return at.FullName;
    }
}
