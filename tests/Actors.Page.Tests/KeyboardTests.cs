using System.Text.RegularExpressions;
using Actors.Page.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Page.Tests;

/// <summary>The duty officer's way without a mouse.</summary>
public sealed class KeyboardTests : IAsyncLifetime
{
    private const int MostStops = 250;

    private readonly DutyDesk desk = new();

    public Task InitializeAsync() => desk.InitializeAsync();

    public Task DisposeAsync() => desk.DisposeAsync();

    [BrowserFact]
    public async Task Officer_FindsTheContestedOutcome_AndRetracts_ByKeyboardAlone()
    {
        var page = await desk.OpenAsync("/");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await Expect(page.Locator(".skip")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();

        // An explanation of a level is opened from the list of bases.
        await TabToAsync(page, "[data-subject='base:al-harir'] a");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Al-Harir Air Base");
        await TabToAsync(page, "#explanation summary");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#explanation table")).ToBeVisibleAsync();

        await page.ReloadAsync();
        await TabToAsync(page, "nav[aria-label='Main'] a[href^='/incidents?contested']");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Contested incidents");
        await TabToAsync(page, "td a[href^='/incidents/']");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Heading("Claims side by side")).ToBeVisibleAsync();

        await TabToAsync(page, "#act-retract summary");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "select[name='retracts']");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator("select[name='retracts']")).ToHaveValueAsync("guardian:2023-11-09:05");
        await TabToAsync(page, "#act-retract input[name='source']");
        await page.Keyboard.TypeAsync("duty-desk");
        await TabToAsync(page, "#act-retract input[name='reason']");
        await page.Keyboard.TypeAsync("The fire was elsewhere");
        await TabToAsync(page, "#act-retract button");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".done")).ToContainTextAsync("The retraction is recorded");

        await TabToAsync(page, "nav[aria-label='Main'] a[href='/']");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Card("Intercepted")).ToHaveTextAsync("2");
    }

    [BrowserFact]
    public async Task MenusAndSlider_WorkByKeyboard()
    {
        var page = await desk.OpenAsync("/");
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#find")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("fuel depot");
        await page.Keyboard.PressAsync("Enter");

        // Asked for until it is so: whoever waits for the event of a navigation misses one that comes between looking and listening.
        await Expect(page).ToHaveURLAsync(new Regex("q=fuel"));
        await Expect(page.Locator("h1")).ToHaveTextAsync("Incidents");
        await TabToAsync(page, ".menu summary");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".menu select").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".menu select").First).ToBeHiddenAsync();
        await Expect(page.Locator(".menu summary")).ToBeFocusedAsync();
        await TabToAsync(page, "#asof-slider");
        await page.Keyboard.PressAsync("Home");

        // At its first stop, before and after the page of that moment is there.
        await Expect(page.Locator("#asof-slider")).ToHaveValueAsync("0");
        await Expect(page).ToHaveURLAsync(new Regex("asOf="));
        await Expect(page.Locator(".asof.past")).ToBeVisibleAsync();
        await TabToAsync(page, ".asof .button");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".asof.past")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Map_IsEnlargedAndMoved_ByKeyboard()
    {
        var page = await desk.OpenAsync("/");
        var whole = await ViewAsync(page);
        await TabToAsync(page, "[data-zoom=in]");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        var near = await ViewAsync(page);
        Assert.True(near[2] < whole[2] / 2, $"Enlarged twice it shows {near[2]} of {whole[2]}.");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowDown");
        var moved = await ViewAsync(page);
        Assert.Equal(near[0] + (near[2] / 6), moved[0], 0.1f);
        Assert.Equal(near[1] + (near[3] / 6), moved[1], 0.1f);

        // Every mark that Tab reaches is seen.
        var hidden = await page.EvaluateAsync<int>("""
            () => { const v = document.querySelector(".map svg").viewBox.baseVal; return [...document.querySelectorAll(".map circle.mark")].filter(c => { const [x, y] = [c.cx.baseVal.value, c.cy.baseVal.value]; return x < v.x || x > v.x + v.width || y < v.y || y > v.y + v.height; }).length; }
            """);
        Assert.Equal(0, hidden);
        await TabToAsync(page, "[data-zoom=home]");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal(whole, await ViewAsync(page));
    }

    /// <summary>Left, top, width and height of what the map shows.</summary>
    private static Task<float[]> ViewAsync(IPage page) =>
        page.EvaluateAsync<float[]>("() => { const v = document.querySelector('.map svg').viewBox.baseVal; return [v.x, v.y, v.width, v.height]; }");

    /// <summary>Presses Tab until that has the focus; the focus must be seen at every stop.</summary>
    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var stop = 0; stop < MostStops; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            var (there, seen, what) = (await page.EvaluateAsync<string[]>("""
                selector => {
                  const at = document.activeElement;
                  const drawn = [at, ...at.querySelectorAll("circle, path, rect")].map(e => getComputedStyle(e));
                  const seen = at === document.body || drawn.some(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || at.closest("svg") !== null;
                  return [String(at.matches(selector)), String(seen), at.outerHTML.slice(0, 200)];
                }
                """, selector)) is [var a, var b, var c] ? (a == "true", b == "true", c) : throw new InvalidOperationException("The page answered otherwise.");
            Assert.True(seen, $"The focus is not seen on {what}");
            if (there)
            {
                return;
            }
        }

        Assert.Fail($"{selector} is not reached by {MostStops} presses of Tab.");
    }
}
