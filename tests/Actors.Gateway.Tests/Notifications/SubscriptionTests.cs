using System.IO.Pipelines;
using System.Text;
using Actors.Abstractions.Notifications;
using Actors.Gateway.Notifications;

namespace Actors.Gateway.Tests.Notifications;

public sealed class SubscriptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task HandingOver_EndsTheListenerAlone_WhenItsConnectionIsGone()
    {
        var (gone, there) = (new Pipe(), new Pipe());
        using var first = Listen(gone);
        using var second = Listen(there);

        // Nothing may be written to it any more, and it says so by throwing.
        await gone.Writer.CompleteAsync();
        foreach (var listener in new[] { first, second })
        {
            listener.Offer([Raised(1)]);
            listener.Push();
        }

        await first.Ended.WaitAsync(Patience);
        Assert.Equal("closed", first.Reason);
        Assert.Equal("", second.Reason);
        var read = await there.Reader.ReadAsync();
        Assert.StartsWith("id: 1\n", Encoding.UTF8.GetString(read.Buffer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beat_EndsTheListener_WhenItsConnectionIsGone()
    {
        var gone = new Pipe();
        using var listener = Listen(gone);
        await gone.Writer.CompleteAsync();

        listener.Beat();

        await listener.Ended.WaitAsync(Patience);
        Assert.Equal("closed", listener.Reason);
    }

    private static Subscription Listen(Pipe pipe)
    {
        var subscription = new Subscription(new NotificationMatch(NotificationFilter.All, Domain.Catalogue.Catalogue.BuiltIn), _ => { }, () => { });
        subscription.Begin(pipe.Writer, after: 0);
        return subscription;
    }

    private static LiveNotification Raised(long position) =>
        LiveNotification.Of(new NotificationItem(position, "base:al-harir", "level-raised", "{}"u8.ToArray()), Domain.Catalogue.Catalogue.BuiltIn);
}
