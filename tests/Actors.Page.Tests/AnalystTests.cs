using Actors.Page.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Page.Tests;

/// <summary>Each thing an analyst does on the page of an incident, and the figures of an open page that follow it.</summary>
public sealed class AnalystTests(DutyDesk desk) : IClassFixture<DutyDesk>
{
    private const string Day = "2023-11-05";

    [BrowserFact]
    public async Task Override_ChangesWhatIsHeldTrue_UntilItIsRetracted()
    {
        var incident = await desk.Http.AttackAsync("override:1", "override-post", Day, ",\"outcome\":\"hit\",\"casualties\":[{\"killed\":2}]");
        var figures = await FollowAsync("base:override-post");
        await Expect(figures.Card("Killed")).ToHaveTextAsync("2");
        await Expect(figures.Card("Intercepted")).ToHaveTextAsync("0");

        var page = await desk.OpenAsync("/incidents/" + incident);
        var form = await OpenAsync(page, "#act-override");
        await form.Locator("select[name='outcome']").SelectOptionAsync("intercepted");
        await form.Locator("input[name='killed']").FillAsync("5");
        await form.Locator("input[name='source']").FillAsync("duty-desk");
        await form.Locator("input[name='reason']").FillAsync("Seen on the video");
        await SubmitAsync(page, form, "Record the decision", "The decision is recorded");
        var outcome = page.Locator("tr[data-field='outcome'] .held");
        await Expect(outcome.Locator("strong")).ToHaveTextAsync("intercepted");
        await Expect(outcome).ToContainTextAsync("Seen on the video");
        await Expect(figures.Card("Killed")).ToContainTextAsync("5");
        await Expect(figures.Card("Intercepted")).ToHaveTextAsync("1");
        await DutyDesk.KeepAsync(page, "analyst-override");

        form = await OpenAsync(page, "#act-retract");
        await form.Locator("select[name='retracts']").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await form.Locator("input[name='source']").FillAsync("duty-desk");
        await form.Locator("input[name='reason']").FillAsync("It was another video");
        await SubmitAsync(page, form, "Retract it", "The retraction is recorded");
        await Expect(outcome.Locator("strong")).ToHaveTextAsync("hit");
        await Expect(figures.Card("Killed")).ToHaveTextAsync("2");
        await Expect(figures.Card("Intercepted")).ToHaveTextAsync("0");
    }

    [BrowserFact]
    public async Task Retraction_TakesWhatItClaimedOutOfTheFigures()
    {
        var incident = await desk.Http.AttackAsync("retract:1", "retract-post", Day, ",\"incident\":\"retract\",\"casualties\":[{\"killed\":3}]");
        await desk.Http.AttackAsync("retract:2", "retract-post", Day, ",\"incident\":\"retract\",\"casualties\":[{\"killed\":8}]");
        var figures = await FollowAsync("base:retract-post");
        await Expect(figures.Card("Killed")).ToContainTextAsync("(3–8)");

        var page = await desk.OpenAsync("/incidents/" + incident);
        var form = await OpenAsync(page, "#act-retract");
        await form.Locator("select[name='retracts']").SelectOptionAsync("retract:2");
        await form.Locator("input[name='source']").FillAsync("duty-desk");
        await form.Locator("input[name='reason']").FillAsync("Counted twice");
        await SubmitAsync(page, form, "Retract it", "The retraction is recorded");
        await Expect(page.Locator("li.withdrawn")).ToContainTextAsync("Counted twice");
        await Expect(figures.Card("Killed")).ToHaveTextAsync("3");
    }

    [BrowserFact]
    public async Task Merge_CountsTwoAsOne_AndSplitAsTwoAgain()
    {
        var incident = await desk.Http.AttackAsync("merge:1", "merge-post", Day, ",\"incident\":\"merge-a\",\"outcome\":\"hit\"");
        await desk.Http.AttackAsync("merge:2", "merge-post", Day, ",\"incident\":\"merge-b\",\"outcome\":\"hit\"");
        var figures = await FollowAsync("base:merge-post");
        await Expect(figures.Card("Incidents")).ToHaveTextAsync("2");

        var page = await desk.OpenAsync("/incidents/" + incident);
        var form = await OpenAsync(page, "#act-merge");
        var other = await form.Locator("option", new() { HasText = "merge post" }).GetAttributeAsync("value");
        await form.Locator("select[name='with']").SelectOptionAsync(other!);
        await form.Locator("input[name='reason']").FillAsync("One drone, seen twice");
        await SubmitAsync(page, form, "Merge", "The incidents are merged");
        await Expect(figures.Card("Incidents")).ToHaveTextAsync("1");
        await Expect(page.Locator("#reports ~ ul > li")).ToHaveCountAsync(2);
        await DutyDesk.KeepAsync(page, "analyst-merged");

        form = await OpenAsync(page, "#act-split");
        await form.Locator("input[value='merge:2']").CheckAsync();
        await form.Locator("input[name='reason']").FillAsync("Two drones after all");
        await SubmitAsync(page, form, "Split them off", "The reports were split off");
        await Expect(figures.Card("Incidents")).ToHaveTextAsync("2");
    }

    [BrowserFact]
    public async Task SuggestedMatch_Accepted_CountsTwoAsOne()
    {
        var incident = await DoubtfulAsync("accept", "al-tanf");
        var figures = await FollowAsync("base:al-tanf");
        await Expect(figures.Card("Incidents")).ToHaveTextAsync("2");

        var page = await desk.OpenAsync("/incidents/" + incident);
        await Expect(page.Heading("May be the same event")).ToBeVisibleAsync();
        await DutyDesk.KeepAsync(page, "analyst-suggested");
        var form = await OpenAsync(page, "[aria-labelledby='suggested'] details");
        await form.Locator("input[name='reason']").FillAsync("Both name the same hangar");
        await SubmitAsync(page, form, "Accept: one event", "The incidents are merged");
        await Expect(figures.Card("Incidents")).ToHaveTextAsync("1");
        await Expect(page.Heading("May be the same event")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task SuggestedMatch_Rejected_IsNotSuggestedAgain_AndBothCount()
    {
        var incident = await DoubtfulAsync("reject", "conoco");
        var figures = await FollowAsync("base:conoco");
        await Expect(figures.Card("Incidents")).ToHaveTextAsync("2");

        var page = await desk.OpenAsync("/incidents/" + incident);
        var other = await page.Locator("[aria-labelledby='suggested'] li > a").GetAttributeAsync("href");
        var form = await OpenAsync(page, "[aria-labelledby='suggested'] details");
        await form.Locator("input[name='reason']").FillAsync("A second wave");
        await SubmitAsync(page, form, "Reject: two events", "They are held apart");
        await Expect(page.Heading("May be the same event")).ToHaveCountAsync(0);
        await page.GotoAsync(other!);
        await Expect(page.Heading("Claims side by side")).ToBeVisibleAsync();
        await Expect(page.Heading("May be the same event")).ToHaveCountAsync(0);
        await Expect(figures.Card("Incidents")).ToHaveTextAsync("2");
    }

    [BrowserFact]
    public async Task WrongForm_SaysWhichFieldAndRecordsNothing()
    {
        var incident = await desk.Http.AttackAsync("wrong:1", "wrong-post", Day);
        var page = await desk.OpenAsync("/incidents/" + incident);
        var form = await OpenAsync(page, "#act-override");
        await form.Locator("input[name='type']").FillAsync("No Such Type");
        await form.Locator("input[name='source']").FillAsync("duty-desk");
        await form.Locator("input[name='reason']").FillAsync("To see what is said");
        await form.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Nothing was recorded");
        await Expect(page.Locator("main")).ToContainTextAsync("type");
        await page.GotoAsync("/incidents/" + incident);
        await Expect(page.Locator("#reports ~ ul > li")).ToHaveCountAsync(1);
    }

    /// <summary>Two reports that may be of one event: same base and day, other figures.</summary>
    private async Task<string> DoubtfulAsync(string name, string place)
    {
        var incident = await desk.Http.AttackAsync($"{name}:1", place, Day, $",\"incident\":\"{name}\",\"targets\":[{{\"group\":\"us-forces\"}}],\"casualties\":[{{\"injured\":2}}]");
        await desk.Http.AttackAsync($"{name}:2", place, Day, ",\"targets\":[{\"group\":\"us-forces\"}],\"casualties\":[{\"injured\":9}]");
        return incident;
    }

    /// <summary>An open page that follows by itself.</summary>
    private async Task<IPage> FollowAsync(string subject)
    {
        var page = await desk.OpenAsync("/subjects/" + Uri.EscapeDataString(subject));
        await page.IsLiveAsync();
        return page;
    }

    private static async Task<ILocator> OpenAsync(IPage page, string details)
    {
        await page.Locator(details + " > summary").ClickAsync();
        return page.Locator(details + " form");
    }

    private static async Task SubmitAsync(IPage page, ILocator form, string button, string done)
    {
        await form.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Expect(page.Locator(".done")).ToContainTextAsync(done);
    }
}
